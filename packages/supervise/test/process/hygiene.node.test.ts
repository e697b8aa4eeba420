// Which level of hygiene is reached with what is there, what is said about less, and how a command is started at each.

import { expect, test } from "vitest";
import {
  checkReached,
  type HygieneLevel,
  type HygieneTools,
  reachedLevel,
  shortfall,
} from "../../src/process/hygiene.ts";
import { findTools } from "../../src/process/hygiene-tools.ts";
import { launchOf } from "../../src/process/launch.ts";

const ALL: HygieneTools = {
  groups: true,
  shell: "/bin/sh",
  setpriv: "/usr/bin/setpriv",
  setsid: "/usr/bin/setsid",
  unshare: ["/usr/bin/unshare", "--pid"],
};

test.each<[HygieneLevel, Partial<HygieneTools>, HygieneLevel]>([
  ["none", {}, "none"],
  ["group", {}, "group"],
  // What costs nothing comes with it; what changes what the child sees does not.
  ["guardian", {}, "parent-death"],
  ["guardian", { setpriv: undefined }, "guardian"],
  ["parent-death", {}, "parent-death"],
  ["parent-death", { setpriv: undefined }, "guardian"],
  ["namespace", {}, "namespace"],
  ["namespace", { unshare: undefined }, "parent-death"],
  ["namespace", { setsid: undefined }, "parent-death"],
  ["namespace", { setpriv: undefined }, "guardian"],
  ["namespace", { shell: undefined }, "group"],
  ["guardian", { groups: false }, "none"],
])("who wants %s, with %j, gets %s", (wanted, lack, reached) => {
  expect(reachedLevel(wanted, { ...ALL, ...lack })).toBe(reached);
});

test("less than was wanted is said, and is an error where it is required", () => {
  expect(shortfall("guardian", "parent-death")).toBeUndefined();
  expect(shortfall("namespace", "guardian")).toMatch(/guardian, and not namespace: it needs Linux/);
  expect(() => checkReached("a", "guardian", "guardian")).not.toThrow();
  expect(() => checkReached("Process(a)", "guardian", "none")).toThrow(
    expect.objectContaining({ code: "ERR_SUPERVISE_HYGIENE" }),
  );
});

test("nothing is tried for a level that needs nothing", async () => {
  expect(await findTools("none")).toEqual({ groups: process.platform !== "win32" });
});

const COMMAND = ["/bin/true", "a b", "$c"] as const;

test.each<[HygieneLevel, readonly string[], boolean, boolean]>([
  ["none", [], false, false],
  ["group", [], false, false],
  ["guardian", ["/bin/sh"], true, false],
  ["parent-death", ["/usr/bin/setpriv", "/bin/sh"], true, false],
  ["namespace", ["/usr/bin/setpriv", "/usr/bin/unshare", "/usr/bin/setsid"], true, true],
])("the command is the last of a launch, as it is (%s)", (level, programs, isGated, isNested) => {
  const [file, ...args] = COMMAND;
  const launch = launchOf(level, ALL, file, args);
  const line = [launch.file, ...launch.args];
  expect(line.slice(-3)).toEqual(COMMAND);
  expect(line).toEqual(expect.arrayContaining([...programs]));
  expect(launch).toMatchObject({ isGated, isNested });
});
