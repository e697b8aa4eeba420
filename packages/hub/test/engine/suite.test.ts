// The suite of the engine port finds what is wrong with an engine: each deliberate bug fails at least one of its cases.

import { testEngine } from "@skep/testing";
import { describe, expect, test } from "vitest";
import type {
  Engine,
  EngineListener,
  EngineMessage,
  EngineSession,
  PublishRequest,
  ReadRange,
} from "../../src/engine/engine.ts";
import { MemorySubject } from "./support/memory-subject.ts";

type Change = (session: EngineSession, listener: EngineListener) => Partial<EngineSession>;

/** An engine of which some methods of each session are others. */
const changed =
  (change: Change) =>
  (engine: Engine): Engine => ({
    name: "broken",
    async open(listener) {
      const session = await engine.open(listener);
      const { publish, subscribe, unsubscribe, read, close } = {
        publish: session.publish.bind(session),
        subscribe: session.subscribe.bind(session),
        unsubscribe: session.unsubscribe.bind(session),
        read: session.read.bind(session),
        close: session.close.bind(session),
      };
      return { publish, subscribe, unsubscribe, read, close, ...change(session, listener) };
    },
  });

/** An engine that tells its sessions something else. */
const tells =
  (tell: (message: EngineMessage, listener: EngineListener) => void) =>
  (engine: Engine): Engine => ({
    name: "broken",
    open: (listener) =>
      engine.open({
        status: listener.status.bind(listener),
        top: listener.top.bind(listener),
        message: (message) => tell(message, listener),
      }),
  });

const publishing = (
  change: (request: PublishRequest) => PublishRequest,
): ((engine: Engine) => Engine) =>
  changed((session) => ({ publish: (request) => session.publish(change(request)) }));

const reading = (change: (range: ReadRange) => ReadRange): ((engine: Engine) => Engine) =>
  changed((session) => ({ read: (channel, range) => session.read(channel, change(range)) }));

/** Holds a message back until the next one has been told. */
function swapped(): (engine: Engine) => Engine {
  let held: EngineMessage | undefined;
  return tells((message, listener) => {
    if (held === undefined && message.payload === "m1") {
      held = message;
      return;
    }
    listener.message(message);
    if (held !== undefined) listener.message(held);
    held = undefined;
  });
}

const MUTANTS: Record<string, () => (engine: Engine) => Engine> = {
  "a message is told twice": () =>
    tells((message, listener) => {
      listener.message(message);
      listener.message(message);
    }),
  "a message overtakes another": swapped,
  "a message is lost": () =>
    tells((message, listener) => void (message.offset === 7 || listener.message(message))),
  "no message knows the one before it": () =>
    tells((message, listener) => listener.message({ ...message, previous: 0 })),
  "a payload is trimmed": () =>
    publishing((request) => ({ ...request, payload: request.payload.trim() })),
  "the time is that of the engine": () =>
    publishing((request) => ({ ...request, time: request.time + 1 })),
  "messages are told from inside of a publish": () =>
    changed((session, listener) => ({
      publish(request) {
        const at = { epoch: "e", offset: 1, previous: 0 };
        listener.message({
          ...at,
          channel: request.channel,
          time: request.time,
          payload: request.payload,
        });
        return session.publish(request);
      },
    })),
  "a channel that was left is told": () => changed(() => ({ unsubscribe: async () => {} })),
  "a session that has ended takes messages": () => changed(() => ({ close: async () => {} })),
  "subscribing gives an old position": () =>
    changed((session) => ({
      subscribe: async (channel) => ({ ...(await session.subscribe(channel)), offset: 0 }),
    })),
  "reading begins at the beginning": () =>
    reading((range) => ("after" in range ? { last: range.limit } : range)),
  "reading does not look at the epoch": () =>
    changed((session) => ({
      async read(channel, range) {
        const { top } = await session.read(channel, { last: 0 });
        return session.read(
          channel,
          "after" in range ? { ...range, after: { ...range.after, epoch: top.epoch } } : range,
        );
      },
    })),
  "reading does not look at the time": () =>
    reading((range) =>
      "after" in range ? { ...range, after: { ...range.after, time: undefined } } : range,
    ),
  "reading has no limit": () =>
    reading((range) => ("after" in range ? { ...range, limit: 1_000 } : range)),
  "the last few are one too many": () =>
    reading((range) => ("last" in range ? { last: range.last + 1 } : range)),
  "what is trimmed is passed over in silence": () =>
    changed((session) => ({
      async read(channel, range) {
        const answer = await session.read(channel, range);
        return answer.gap === "trimmed" ? session.read(channel, { last: 100 }) : answer;
      },
    })),
  "nothing is kept": () => publishing((request) => ({ ...request, retention: undefined })),
  "everything is kept": () =>
    publishing((request) => ({ ...request, retention: { messages: 1_000, age: 1e9 } })),
  "what is too old is kept": () =>
    publishing(({ retention, ...rest }) => ({
      ...rest,
      retention: retention && { ...retention, age: 1e9 },
    })),
  "keys are not looked at": () => publishing(({ key: _key, ...request }) => request),
  "other data under a key is a duplicate": () =>
    publishing(({ key, ...request }) => ({ ...request, key: key && { ...key, digest: "" } })),
  "keys are compared without case": () =>
    publishing(({ key, ...request }) => ({
      ...request,
      key: key && { ...key, text: key.text.toLowerCase() },
    })),
  "keys are remembered without end": () =>
    publishing(({ key, ...request }) => ({ ...request, key: key && { ...key, window: 1e9 } })),
  "epochs are longer than the protocol carries": () =>
    tells((message, listener) => listener.message({ ...message, epoch: "e".repeat(33) })),
  "positions of publishes have a time that the protocol does not carry": () =>
    changed((session) => ({
      async publish(request) {
        const { outcome, position } = await session.publish(request);
        return { outcome, position: { ...position, time: request.time + 0.5 } };
      },
    })),
  "all channels are one": () => publishing((request) => ({ ...request, channel: "c" })),
};

describe("the suite of engines fails where", () => {
  test.each(Object.entries(MUTANTS))("%s", async (_name, mutant) => {
    expect(await failuresOf(mutant())).not.toEqual([]);
  });

  test("an engine gives the same epoch after a loss", async () => {
    const keep = changed((session) => ({
      publish: async (request) => {
        const { outcome, position } = await session.publish(request);
        return { outcome, position: { ...position, epoch: "e" } };
      },
    }));
    expect(await failuresOf(keep)).not.toEqual([]);
  });
});

test("an exception that is none any more is told, and one to a case that there is not", async () => {
  const options = { name: "x", engine: () => new MemorySubject(), capabilities: CAN };
  const runs: Promise<void>[] = [];
  const exceptions = { "keeps channels apart": "it mixes them" };
  testEngine({
    ...options,
    exceptions,
    test: (name, run) => name.includes("mixes") && runs.push(run()),
  });
  await expect(Promise.all(runs)).rejects.toThrow("this exception can go");
  expect(() => testEngine({ ...options, exceptions: { sings: "no" }, test })).toThrow(
    'No case is called "sings".',
  );
});

const CAN = { loses: true, restores: false, cuts: false, stalls: false, time: true };

/** The cases that fail on an engine with this bug. */
async function failuresOf(change: (engine: Engine) => Engine): Promise<string[]> {
  const failures: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  testEngine({
    name: "broken",
    timeout: 300,
    engine: () => new MemorySubject(change),
    capabilities: CAN,
    test: (name, run) => runs.push(() => run().catch(() => void failures.push(name))),
  });
  await Promise.all(runs.map((run) => run()));
  return failures;
}
