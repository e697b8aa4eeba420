// A session over NATS, on a manual clock and a JetStream that the test is: what happens when several things go wrong at once.

import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { EngineMessage } from "../../src/engine/engine.ts";
import { type NatsEngineOptions, natsEngine } from "../../src/nats.ts";
import { FakeJetStream } from "./support/fake-jetstream.ts";

/** So many turns of the event loop are enough for what a session asks. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

async function scene(options: NatsEngineOptions = {}) {
  const clock = new ManualClock();
  const jetStream = new FakeJetStream();
  const { connection } = jetStream;
  const told: EngineMessage[] = [];
  const statuses: string[] = [];
  const session = await natsEngine(connection, { clock, ...options }).open({
    message: (message) => told.push(message),
    status: (status, reason) =>
      statuses.push(reason === undefined ? status : `${status}: ${(reason as Error).message}`),
    top: () => {},
  });
  const publish = (channel: string, payload = "") => session.publish({ channel, payload, time: 1 });
  /** The next look at NATS, and all that it leads to. */
  const look = async (): Promise<void> => {
    clock.advance(2_000);
    await settled();
  };
  const lose = async (): Promise<void> => {
    connection.tell("disconnect");
    connection.tell("reconnect");
    await settled();
  };
  return { clock, connection, jetStream, look, lose, publish, session, statuses, told };
}

test("a channel that is left and taken up again is told, whatever becomes of the first call", async () => {
  const { jetStream, publish, session, told } = await scene();
  jetStream.holds = (method) => method === "STREAM.MSG.GET";
  const first = session.subscribe("a").catch((error: unknown) => error);
  await session.unsubscribe("a");
  const second = session.subscribe("a");
  jetStream.holds = () => false;
  const [one, two] = jetStream.held;
  two?.answer();
  await second;
  one?.answer({ error: { description: "no leader" } });
  expect(await first).toMatchObject({ code: "ERR_HUB_ENGINE" });
  await publish("a");
  await settled();
  expect(told.length).toBe(1);
  await session.close();
});

test("a stream is made anew while another one does not answer: its channels are told, too", async () => {
  const { jetStream, look, publish, session, statuses, told } = await scene({
    namespaces: { chat: {} },
  });
  await session.subscribe("a");
  jetStream.delete("skep-");
  jetStream.holds = (method, name) => method === "STREAM.INFO" && name.startsWith("skep_chat");
  await look();
  expect([...jetStream.streams.keys()].length).toBe(2);
  jetStream.held[0]?.answer({ error: { description: "busy" } });
  await settled();
  expect(statuses).toEqual(["down: JetStream: busy."]);
  jetStream.holds = () => false;
  await look();
  expect(statuses.at(-1)).toBe("up");
  const { epoch, offset } = (await publish("a")).position;
  await settled();
  expect(told).toMatchObject([{ epoch, offset }]);
  await session.close();
});

test("a stream that was lost, made anew and then restored is told again", async () => {
  const { jetStream, look, publish, session, told } = await scene();
  await session.subscribe("a");
  await publish("a", "one");
  const saved = [...jetStream.streams];
  jetStream.delete("skep");
  await look();
  await publish("a", "two");
  await settled();
  jetStream.delete("skep");
  for (const [name, stream] of saved) jetStream.streams.set(name, stream);
  await look();
  await publish("a", "three");
  await settled();
  expect(told.map(({ offset, payload }) => [payload, offset])).toEqual([
    ["one", 1],
    ["two", 1],
    ["three", 2],
  ]);
  expect(told[2]?.epoch).toBe(told[0]?.epoch);
  await session.close();
});

test("a session is down as long as NATS does not tell a channel that it has told", async () => {
  const { connection, look, lose, publish, session, statuses, told } = await scene();
  await session.subscribe("a");
  connection.refuses = (subject) => subject.startsWith("skep.out.");
  for (const subject of connection.subscriptions.keys())
    if (connection.refuses(subject)) connection.refuse(subject);
  await lose();
  await look();
  await look();
  expect(statuses).toEqual(["down: Permissions Violation"]);
  connection.refuses = () => false;
  await look();
  expect(statuses.at(-1)).toBe("up");
  await publish("a");
  await settled();
  expect(told.length).toBe(1);
  await session.close();
});

describe("NATS refuses something, and does not say what", () => {
  const error = new Error("maximum subscriptions exceeded");

  test("whoever is about to subscribe is refused, and nobody else", async () => {
    const { connection, jetStream, publish, session, statuses, told } = await scene();
    await session.subscribe("a");
    jetStream.holds = (method) => method === "STREAM.MSG.GET";
    const asked = session.subscribe("b");
    connection.tell("error", error);
    await settled();
    jetStream.holds = () => false;
    jetStream.held[0]?.answer();
    await expect(asked).rejects.toMatchObject({ message: "NATS does not tell b.", cause: error });
    await publish("a");
    await settled();
    expect([statuses, told.length]).toEqual([[], 1]);
    await session.close();
  });

  test("when the connection is back, the session is not until it has all of its channels", async () => {
    const { connection, jetStream, look, session, statuses } = await scene();
    await session.subscribe("a");
    // The first question behind the subscriptions is whether they hold.
    jetStream.holds = () => statuses.length === 1;
    connection.tell("disconnect");
    connection.tell("reconnect");
    connection.tell("error", error);
    await settled();
    jetStream.held.shift()?.answer();
    await settled();
    connection.tell("error", error);
    await settled();
    jetStream.held.shift()?.answer();
    await settled();
    expect(statuses).toEqual(["down: The connection to NATS is lost."]);
    jetStream.holds = () => false;
    await look();
    expect([statuses.at(-1), jetStream.held]).toEqual(["up", []]);
    await session.close();
  });
});

test("the position of a publish has the time that is stored", async () => {
  const { session } = await scene();
  const { position } = await session.publish({ channel: "a", payload: "", time: 5.75 });
  expect(position.time).toBe(5);
  await session.close();
});

test.each(["ok", "{}", "null", '{"seq":0}', '{"error":"no"}'])(
  "an acknowledgement of somebody who is not JetStream is none: %s",
  async (text) => {
    const { jetStream, publish, session } = await scene();
    jetStream.imposter = text;
    await expect(publish("a")).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
    await session.close();
  },
);

test.each([
  [
    10_039,
    "JetStream not enabled for account",
    "connection must be one to a server with JetStream",
  ],
  [10_076, "JetStream not enabled", "connection must be one to a server with JetStream"],
  [
    10_074,
    "replicas > 1 not supported in non-clustered mode",
    "replicas must be 1 at a server without a cluster, got 3",
  ],
])("what a server cannot do is told as an option: %i %s", async (code, description, text) => {
  const jetStream = new FakeJetStream();
  jetStream.refusal = { error: { err_code: code, description } };
  const opening = natsEngine(jetStream.connection, { replicas: 3 }).open({
    message: () => {},
    status: () => {},
    top: () => {},
  });
  await expect(opening).rejects.toMatchObject({
    code: "ERR_CONFIG",
    message: expect.stringContaining(text),
  });
});

test("a hub whose namespaces have other streams than those of another hub is not ready", async () => {
  const jetStream = new FakeJetStream();
  const listener = { message: () => {}, status: () => {}, top: () => {} };
  const openedWith = (options: NatsEngineOptions): Promise<unknown> =>
    natsEngine(jetStream.connection, options)
      .open(listener)
      .then((session) => session.close());
  await openedWith({ namespaces: { chat: {}, news: {} } });
  // The same ones, and those of another prefix.
  await openedWith({ namespaces: { news: {}, chat: {} } });
  await openedWith({ prefix: "skep_chat" });
  await expect(openedWith({ namespaces: { chat: {} } })).rejects.toMatchObject({
    code: "ERR_CONFIG",
    message: expect.stringMatching(
      /^namespaces must be the same for all hubs with the prefix skep \(there is a stream skep_news-.{16}\), got "those of skep, skep_chat"/,
    ),
  });
});

test("nothing is asked behind the end, and no timer stays", async () => {
  const { clock, connection, jetStream, session } = await scene();
  jetStream.holds = () => true;
  const asked = [session.subscribe("a"), session.read("b", { last: 1 })];
  const ends = Promise.allSettled(asked);
  await session.close();
  const count = connection.published.length;
  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await settled();
  expect([connection.published.length, clock.pending, connection.subscriptions.size]).toEqual([
    count,
    0,
    0,
  ]);
});
