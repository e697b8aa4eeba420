// The keys of the terminal: whatever is pressed, the program goes on.

import { EventEmitter } from "node:events";
import { fromFunction, Supervisor } from "@skep/supervise";
import { expect, test } from "vitest";
import { killByNumber } from "../src/kill.ts";

class Terminal extends EventEmitter {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(isRaw: boolean): void {
    this.modes.push(isRaw);
  }

  pause(): void {}

  press(key: string): void {
    this.emit("data", Buffer.from(key));
  }
}

test("a key fails a worker of the top, and does nothing for one below that has no process now", async () => {
  const worker = (name: string) =>
    fromFunction(
      name,
      ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve)),
    );
  const tree = new Supervisor({
    name: "top",
    children: [
      { name: "hub", worker, backoff: { initialDelay: 1 } },
      {
        name: "jobs",
        worker: (name) => new Supervisor({ name, children: [{ name: "publisher", worker }] }),
      },
    ],
  });
  await tree.start();
  const terminal = new Terminal();
  const release = killByNumber(tree, terminal as never);
  for (const key of ["2", "9", "x"]) terminal.press(key);
  expect(tree.stats().exits.stopped).toBe(0);
  terminal.press("1");
  await expect.poll(() => tree.stats().starts).toBe(3);
  release();
  expect([terminal.modes, terminal.listenerCount("data")]).toEqual([[true, false], 0]);
  await tree.stop();
});
