// What a session over NATS is told of its channels: each copy once, in order, and with a neighbour that hides nothing.

import { expect, test } from "vitest";
import type { EngineMessage } from "../../src/engine/engine.ts";
import { LiveChannels } from "../../src/nats/live-channels.ts";
import type { NatsStream } from "../../src/nats/nats-stream.ts";
import { StreamLife } from "../../src/nats/stream-config.ts";
import { Subjects } from "../../src/nats/subjects.ts";
import { FakeConnection } from "./support/fake-connection.ts";

const lifeOf = (name: string): StreamLife => new StreamLife(name, new Subjects("skep", name));

function scene() {
  const connection = new FakeConnection();
  const told: EngineMessage[] = [];
  const refused: Error[] = [];
  const stream = { live: { life: lifeOf("L1") } };
  const channels = new LiveChannels({
    connection,
    tell: (message) => told.push(message),
    refused: (error) => refused.push(error),
  });
  const tell = (subject: string, offset: number, previous: number): void => {
    const fields: Record<string, string> = {
      "Nats-Sequence": `${offset}`,
      "Nats-Last-Sequence": `${previous}`,
      "Skep-Time": "1",
    };
    const headers = { get: (name: string) => fields[name] ?? "", set: () => {}, code: 0 };
    connection.subscriptions.get(subject)?.(null, { subject, data: new Uint8Array(), headers });
  };
  const add = (channel: string): boolean => channels.add(channel, stream as NatsStream);
  const places = (): number[][] => told.map(({ offset, previous }) => [offset, previous]);
  return { add, channels, connection, places, refused, stream, tell, told };
}

const A = "skep.out.L1.a";
const epoch = lifeOf("L1").placeOf("a").epoch;

test("a copy is told once, and none that is older than what was told or given", () => {
  const { add, channels, places, tell } = scene();
  expect([add("a"), add("a")]).toEqual([true, false]);
  channels.begin("a", { position: { epoch, offset: 5 } });
  for (const [offset, previous] of [
    [4, 3],
    [5, 4],
    [6, 5],
    [6, 5],
    [9, 6],
    [7, 6],
  ] as const)
    tell(A, offset, previous);
  expect(places()).toEqual([
    [6, 5],
    [9, 6],
  ]);
});

test("what was before is not known where the stream has nothing of it any more, unless the channel was found empty", () => {
  const { add, channels, places, tell } = scene();
  add("a");
  channels.begin("a", { position: { epoch, offset: 5 } });
  tell(A, 6, 0);
  tell(A, 9, 0);
  channels.foundEmpty("a", channels.known("a"));
  tell(A, 12, 0);
  expect(places()).toEqual([
    [6, 5],
    [9, 8],
    [12, 9],
  ]);
});

test("a channel that was found empty before the last copy came was not", () => {
  const { add, channels, places, tell } = scene();
  add("a");
  tell(A, 3, 2);
  const known = channels.known("a");
  tell(A, 4, 3);
  channels.foundEmpty("a", known);
  tell(A, 9, 0);
  expect(places().at(-1)).toEqual([9, 8]);
});

test("another life is told by subjects and an epoch of its own, and nothing of the one before", () => {
  const { add, channels, connection, stream, tell, told } = scene();
  add("a");
  tell(A, 7, 6);
  stream.live = { life: lifeOf("L2") };
  channels.renew();
  expect([...connection.subscriptions.keys()]).toEqual(["skep.out.L2.a"]);
  tell("skep.out.L2.a", 1, 0);
  const epochs = [epoch, lifeOf("L2").placeOf("a").epoch];
  expect(told.map((message) => [message.epoch, message.offset])).toEqual([
    [epochs[0], 7],
    [epochs[1], 1],
  ]);
});

test("after NATS was away, what it tells is told, also where it was set back", () => {
  const { add, channels, places, tell } = scene();
  add("a");
  tell(A, 7, 6);
  channels.goOn();
  tell(A, 5, 4);
  expect(places().at(-1)).toEqual([5, 4]);
});

test("a channel that NATS does not tell is refused to who asks for it, and told where it was told before", () => {
  const { add, channels, connection, refused, tell, told } = scene();
  add("a");
  const error = new Error("Permissions Violation");
  connection.subscriptions.get(A)?.(error, {} as never);
  expect(refused).toEqual([]);
  const top = { position: { epoch, offset: 5 } };
  expect(() => channels.begin("a", top)).toThrow("NATS does not tell a.");
  channels.delete("a");
  add("a");
  channels.begin("a", top);
  tell(A, 6, 5);
  connection.subscriptions.get(A)?.(error, {} as never);
  expect(refused).toEqual([error]);
  connection.subscriptions.clear();
  channels.goOn();
  tell(A, 9, 6);
  expect(told.at(-1)?.offset).toBe(9);
});

test("a channel that is left has no subscription any more", () => {
  const { add, channels, connection } = scene();
  add("a");
  add("b");
  channels.delete("a");
  expect([...connection.subscriptions.keys()]).toEqual(["skep.out.L1.b"]);
  channels.clear();
  expect([connection.subscriptions.size, channels.names()]).toEqual([0, []]);
});
