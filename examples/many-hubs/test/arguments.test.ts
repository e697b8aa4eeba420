// The command line.

import { expect, test } from "vitest";
import { argumentsOf } from "../src/arguments.ts";

test("there is a default for each argument", () => {
  expect(argumentsOf([])).toEqual({ engine: "redis", hubs: 3, subscribers: 200, rate: 200 });
  expect(argumentsOf(["--engine", "nats", "--hubs", "5"])).toMatchObject({
    engine: "nats",
    hubs: 5,
  });
});

test.each([
  [["--engine", "kafka"], "--engine must be redis or nats, got kafka."],
  [["--hubs", "0"], "--hubs must be a whole number from 1 to 9, got 0."],
  [["--rate", "fast"], "--rate must be a whole number from 1 to 10000, got fast."],
])("%j is refused", (args, message) => {
  expect(() => argumentsOf(args)).toThrow(message);
});
