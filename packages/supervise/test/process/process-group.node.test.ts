// A group is signalled as a whole, and never where its number may be that of another one.

import { expect, test } from "vitest";
import { type GroupPort, ProcessGroup } from "../../src/process/process-group.ts";
import type { ProcessEntry } from "../../src/process/process-table.ts";

const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  state: "S",
  parent: 1,
  group: 100,
  session: 100,
  start: "5",
  ...more,
});

/** A system with these processes, which remembers who was signalled. */
class System implements GroupPort {
  entriesNow: ProcessEntry[] = [entry(100), entry(101, { start: "6" })];
  readonly sent: [number, string][] = [];
  hasProc = true;
  refuses = false;

  readonly kill = (pid: number, signal: NodeJS.Signals | 0): void => {
    const meant = this.entriesNow.filter((one) => (pid < 0 ? one.group === -pid : one.pid === pid));
    if (meant.length === 0) throw Object.assign(new Error("none"), { code: "ESRCH" });
    if (this.refuses) throw Object.assign(new Error("not ours"), { code: "EPERM" });
    if (signal !== 0) this.sent.push([pid, signal]);
  };

  readonly entry = (pid: number): ProcessEntry | undefined =>
    this.hasProc ? this.entriesNow.find((one) => one.pid === pid) : undefined;

  readonly entries = (): ProcessEntry[] => (this.hasProc ? this.entriesNow : []);
}

test("a signal goes to the whole group while its leader is there", () => {
  const system = new System();
  const group = new ProcessGroup(100, system);
  expect([group.start, group.isEmpty(), group.signal("SIGTERM")]).toEqual(["5", false, true]);
  expect(system.sent).toEqual([[-100, "SIGTERM"]]);
});

test("a signal goes to what is left of a group whose leader has exited", () => {
  const system = new System();
  const group = new ProcessGroup(100, system);
  system.entriesNow = [entry(101)];
  group.reaped();
  expect([group.isEmpty(), group.signal("SIGTERM")]).toEqual([false, true]);
});

test("a group of which nobody is left is empty, and is not signalled", () => {
  const system = new System();
  const group = new ProcessGroup(100, system);
  system.entriesNow = [];
  group.reaped();
  expect([group.isEmpty(), group.signal("SIGKILL"), system.sent]).toEqual([true, false, []]);
});

test("zombies are not counted", () => {
  const system = new System();
  const group = new ProcessGroup(100, system);
  system.entriesNow = [entry(101, { state: "Z" })];
  expect(group.isEmpty()).toBe(true);
});

test.each([true, false])(
  "a process that was given the number of the leader is not signalled (with /proc: %s)",
  (hasProc) => {
    const system = new System();
    system.hasProc = hasProc;
    const group = new ProcessGroup(100, system);
    group.reaped();
    system.entriesNow = [entry(100, { start: "9" })];
    expect([group.isEmpty(), group.signal("SIGKILL"), system.sent]).toEqual([true, false, []]);
  },
);

test("without /proc a group is signalled while its leader has not been reaped, and what is left of it later", () => {
  const system = new System();
  system.hasProc = false;
  const group = new ProcessGroup(100, system);
  expect([group.start, group.isEmpty(), group.signal("SIGTERM")]).toEqual([undefined, false, true]);
  group.reaped();
  system.entriesNow = [entry(101)];
  expect([group.isEmpty(), group.signal("SIGKILL")]).toEqual([false, true]);
});

test("a group whose members belong to others is there", () => {
  const system = new System();
  const group = new ProcessGroup(100, system);
  system.refuses = true;
  expect([group.isEmpty(), group.signal("SIGTERM")]).toEqual([false, true]);
});

test("a leader that told its start itself is known by it, also where it was gone before anybody looked", () => {
  const system = new System();
  system.entriesNow = [entry(100, { start: "9" })];
  const group = new ProcessGroup(100, system, "5");
  expect([group.isEmpty(), group.signal("SIGKILL"), system.sent]).toEqual([true, false, []]);
});
