// Bad scripts are refused where they are given, with the option's path and the value.
import { ConfigError, systemClock } from "@skep/core";
import { faults, ManualClock, MemoryTransport } from "@skep/testing";
import { expect, test } from "vitest";

test.each<[unknown, string]>([
  [null, "script must be an object, got null."],
  [[{}, { latency: "slow" }], "script[1].latency must be a finite number"],
  [{ lag: 1 }, "script.lag must be one of answer, latency,"],
  [{ toString: 1 }, "script.toString must be one of"],
  [{ latency: Number.POSITIVE_INFINITY }, "got Infinity."],
  [{ slowDrain: Number.NaN }, "script.slowDrain must be a number of milliseconds, 0 or more"],
  [{ answer: "hang" }, 'script.answer must be an object, got "hang".'],
  [{ answer: { kind: "shrug" } }, 'must be "accept" or "refuse" or "status" or "hang"'],
  [{ answer: { kind: "hang", after: 1 } }, "script.answer.after must be one of kind"],
  [{ answer: { kind: "status" } }, "script.answer.status must be an HTTP status"],
  [{ answer: { kind: "status", status: 101 } }, "got 101."],
  [{ answer: { kind: "status", status: 429, headers: { a: 1 } } }, "script.answer.headers.a must"],
  [{ halfOpen: {} }, 'script.halfOpen.way must be "inbound" or'],
  [{ halfOpen: { way: "both", after: 3 } }, "script.halfOpen.after must be an object, got 3."],
  [{ cut: {} }, "script.cut.after must be an object, got undefined."],
  [{ cut: { after: {} } }, "script.cut.after must be a milestone in one unit"],
  [{ cut: { after: { sent: 1, ms: 1 } } }, "script.cut.after must be a milestone in one unit"],
  [{ cut: { after: { sent: 0 } } }, "script.cut.after.sent must be a whole number, 1 or more"],
  [{ cut: { after: { ms: -1 } } }, "script.cut.after.ms must be a finite number"],
  [{ ending: { told: "thrice" } }, 'script.ending.told must be "once" or'],
  [{ ending: { told: "never", after: 1 } }, "script.ending.after must be one of told, got 1."],
  [{ ending: { told: "inside", after: 1 } }, "script.ending.after must be one of told, error"],
  [{ send: { after: { bytes: 1 } } }, "script.send.after.bytes must be one of received,"],
  [{ pause: true }, 'script.pause must be "ignored", got true.'],
  [{ jump: {} }, "script.jump.by must be a finite number"],
])("%j is refused", (script, message) => {
  const clock = new ManualClock();
  const make = (): unknown => faults(new MemoryTransport(), script as never, { clock });
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
});

test("a jump needs a clock that jumps", () => {
  const make = (): unknown =>
    faults(new MemoryTransport(), { jump: { by: 1 } }, { clock: systemClock() });
  expect(make).toThrow("script.jump must be given with a clock that can jump");
});
