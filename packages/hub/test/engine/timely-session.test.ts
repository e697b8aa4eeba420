// Calls of a session that an engine does not answer, on a manual clock.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { EngineSession, Published } from "../../src/engine/engine.ts";
import { TimelySession } from "../../src/engine/timely-session.ts";

const GIVEN_UP = "The engine has not answered within 10000 ms.";
const published: Published = { outcome: "published", position: { epoch: "e", offset: 1 } };
const request = { channel: "c", payload: "", time: 0 };

/** A session whose publishes the test answers, and whose other calls nobody does. */
function start(close: EngineSession["close"] = () => Promise.resolve()): {
  readonly session: TimelySession;
  readonly clock: ManualClock;
  readonly answers: ((answer: Published) => void)[];
} {
  const clock = new ManualClock();
  const answers: ((answer: Published) => void)[] = [];
  const never = (): Promise<never> => new Promise(() => {});
  const real: EngineSession = {
    publish: () => new Promise((resolve) => void answers.push(resolve)),
    subscribe: never,
    unsubscribe: never,
    read: never,
    close,
  };
  return { session: new TimelySession(real, clock), clock, answers };
}

const settled = async (promise: Promise<unknown>): Promise<unknown> =>
  Promise.race([
    promise.then(
      () => "done",
      (error: unknown) => (error as Error).message,
    ),
    new Promise((resolve) => setImmediate(() => resolve("open"))),
  ]);

describe("a call that is not answered", () => {
  test.each([
    ["publish", (session: EngineSession) => session.publish(request)],
    ["subscribe", (session: EngineSession) => session.subscribe("c")],
    ["unsubscribe", (session: EngineSession) => session.unsubscribe("c")],
    ["read", (session: EngineSession) => session.read("c", { last: 1 })],
  ])("is given up after ten seconds: %s", async (_name, call) => {
    const { clock, session } = start();
    const answer = call(session);
    clock.advance(9_999);
    expect(await settled(answer)).toBe("open");
    clock.advance(1);
    await expect(answer).rejects.toMatchObject({ code: "ERR_HUB_ENGINE", message: GIVEN_UP });
    expect(clock.pending).toBe(0);
  });

  test("holds up none of the others, and each has its own time", async () => {
    const { answers, clock, session } = start();
    const first = session.publish(request);
    clock.advance(4_000);
    const second = session.publish(request);
    const third = session.publish(request);
    answers[1]?.(published);
    expect(await second).toBe(published);
    clock.advance(6_000);
    expect(await settled(first)).toBe(GIVEN_UP);
    expect(await settled(third)).toBe("open");
    clock.advance(3_999);
    expect(await settled(third)).toBe("open");
    clock.advance(1);
    expect(await settled(third)).toBe(GIVEN_UP);
    expect(clock.pending).toBe(0);
  });
});

test("calls that are answered leave no timer", async () => {
  const { answers, clock, session } = start();
  const calls = [session.publish(request), session.publish(request)];
  expect(clock.pending).toBe(1);
  for (const answer of answers) answer(published);
  expect(await Promise.all(calls)).toEqual([published, published]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.pending).toBe(0);
});

test("an answer that comes too late is nobody's", async () => {
  const { answers, clock, session } = start();
  const late = session.publish(request);
  clock.advance(10_000);
  expect(await settled(late)).toBe(GIVEN_UP);
  answers[0]?.(published);
});

describe("a session that is closed", () => {
  test("gives up what is open, as nobody answers it any more, and leaves no timer", async () => {
    const { clock, session } = start();
    const open = [session.publish(request), session.read("c", { last: 1 })].map(settled);
    await session.close();
    clock.advance(0);
    const message = "The session of the engine has ended before the engine has answered.";
    expect(await Promise.all(open)).toEqual([message, message]);
    expect(clock.pending).toBe(0);
  });

  test("gives what was answered before its end", async () => {
    const { answers, clock, session } = start();
    const open = session.publish(request);
    answers[0]?.(published);
    await session.close();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(0);
    expect(await open).toBe(published);
    expect(clock.pending).toBe(0);
  });

  test("and does not end still gives up what is open in its time", async () => {
    const { clock, session } = start(() => new Promise(() => {}));
    const open = session.publish(request);
    void session.close();
    clock.advance(10_000);
    expect(await settled(open)).toBe(GIVEN_UP);
    expect(clock.pending).toBe(0);
  });
});
