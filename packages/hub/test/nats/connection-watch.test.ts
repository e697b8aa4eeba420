// Whether NATS is there, on a manual clock and a connection that the test is.

import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { BrokerStatus } from "../../src/broker/broker-status.ts";
import { EngineError } from "../../src/errors.ts";
import { ConnectionWatch } from "../../src/nats/connection-watch.ts";
import { FakeConnection } from "./support/fake-connection.ts";

function scene() {
  const clock = new ManualClock();
  const connection = new FakeConnection();
  const told: string[] = [];
  const lost: string[] = [];
  const looks: { done(): void; fail(error: unknown): void }[] = [];
  const watch = new ConnectionWatch({
    connection,
    clock,
    status: new BrokerStatus((status, reason) =>
      told.push(reason === undefined ? status : `${status}: ${(reason as Error).message}`),
    ),
    look: () => new Promise<void>((done, fail) => void looks.push({ done, fail })),
    lost: (reason) => lost.push(reason.message),
    failed: (error) => lost.push(String(error)),
  });
  return { clock, connection, looks, lost, told, watch };
}

const unanswered = new EngineError(
  "unanswered",
  Object.assign(new Error("timeout"), { name: "TimeoutError" }),
);

describe("a look at NATS", () => {
  test("comes every 2 s, one at a time", async () => {
    const { clock, looks } = scene();
    await clock.run(1_999);
    expect(looks.length).toBe(0);
    await clock.run(10_000);
    expect(looks.length).toBe(1);
    looks[0]?.done();
    await clock.run(2_000);
    expect(looks.length).toBe(2);
  });

  test("that fails says that NATS is away, and the next one that succeeds that it is back", async () => {
    const { clock, connection, looks, told } = scene();
    await clock.run(2_000);
    looks[0]?.fail(new EngineError("no leader"));
    await clock.run(500);
    looks[1]?.fail(new EngineError("still none"));
    await clock.run(500);
    looks[2]?.done();
    await clock.run(0);
    expect(told).toEqual(["down: no leader", "up"]);
    // The server answers: the connection is well.
    expect(connection.redials).toBe(0);
  });

  test("without an answer ends the link", async () => {
    const { clock, connection, looks, told } = scene();
    await clock.run(2_000);
    looks[0]?.fail(unanswered);
    await clock.run(0);
    expect([told, connection.redials]).toEqual([["down: unanswered"], 1]);
  });

  test("comes at once where somebody asks, and once more for those who ask meanwhile", async () => {
    const { looks, watch } = scene();
    watch.now();
    watch.now();
    watch.now();
    expect(looks.length).toBe(1);
    looks[0]?.done();
    await setImmediate();
    expect(looks.length).toBe(2);
    looks[1]?.done();
    await setImmediate();
    expect(looks.length).toBe(2);
  });

  test("over an earlier link says nothing", async () => {
    const { connection, looks, told, watch } = scene();
    watch.now();
    connection.tell("disconnect");
    await setImmediate();
    looks[0]?.done();
    await setImmediate();
    expect(told).toEqual(["down: The connection to NATS is lost."]);
    connection.tell("reconnect");
    await setImmediate();
    looks[1]?.done();
    await setImmediate();
    expect(told.at(-1)).toBe("up");
  });
});

describe("a connection that is lost", () => {
  test("takes with it what is under way, and is not looked at until it is back", async () => {
    const { clock, connection, looks, lost, told } = scene();
    connection.tell("disconnect");
    await setImmediate();
    expect(lost).toEqual(["The connection to NATS is lost."]);
    await clock.run(10_000);
    expect(looks.length).toBe(0);
    connection.tell("reconnect");
    await setImmediate();
    expect(looks.length).toBe(1);
    looks[0]?.done();
    await setImmediate();
    expect(told).toEqual(["down: The connection to NATS is lost.", "up"]);
  });

  test("is not lost by an error, which is told", async () => {
    const { connection, lost, told } = scene();
    connection.tell("error", new Error("Permissions Violation"));
    await setImmediate();
    expect([lost, told]).toEqual([["Error: Permissions Violation"], []]);
  });

  test("for good is told, with its reason", async () => {
    const { clock, connection, looks, told } = scene();
    connection.end(new Error("authorization violation"));
    await setImmediate();
    await clock.run(60_000);
    expect([told, looks.length]).toEqual([["down: The connection to NATS is closed."], 0]);
  });
});

test("nothing is told after the end, and no timer stays", async () => {
  const { clock, connection, looks, lost, told, watch } = scene();
  watch.now();
  watch.stop();
  looks[0]?.fail(new EngineError("late"));
  connection.tell("disconnect");
  connection.end();
  await setImmediate();
  expect([told, lost, clock.pending]).toEqual([[], [], 0]);
});
