// What a session over NATS is told of its channels: each copy once, in order, and with a neighbour that hides nothing.

import { expect, test } from "vitest";
import type { EngineMessage } from "../../src/engine/engine.ts";
import { type LiveChannel, LiveChannels } from "../../src/nats/live-channels.ts";
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
  const join = (name: string): LiveChannel => channels.join(name, stream as NatsStream);
  const places = (): number[][] => told.map(({ offset, previous }) => [offset, previous]);
  return { channels, connection, join, places, refused, stream, tell, told };
}

const A = "skep.out.L1.a";
const epoch = lifeOf("L1").placeOf("a").epoch;

test("a copy is told once, and none that is older than what was told or given", () => {
  const { channels, connection, join, places, tell } = scene();
  const channel = join("a");
  expect([join("a"), connection.subscriptions.size]).toEqual([channel, 1]);
  channels.begin(channel, { position: { epoch, offset: 5 } });
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
  const { channels, join, places, tell } = scene();
  channels.begin(join("a"), { position: { epoch, offset: 5 } });
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
  const { channels, join, places, tell } = scene();
  join("a");
  tell(A, 3, 2);
  const known = channels.known("a");
  tell(A, 4, 3);
  channels.foundEmpty("a", known);
  tell(A, 9, 0);
  expect(places().at(-1)).toEqual([9, 8]);
});

test("another life is told by subjects and an epoch of its own, and nothing of the one before", () => {
  const { channels, connection, join, stream, tell, told } = scene();
  join("a");
  tell(A, 7, 6);
  stream.live = { life: lifeOf("L2") };
  expect(channels.isOfThePast).toBe(true);
  channels.goOn();
  expect(channels.isOfThePast).toBe(false);
  expect([...connection.subscriptions.keys()]).toEqual(["skep.out.L2.a"]);
  tell("skep.out.L2.a", 1, 0);
  const epochs = [epoch, lifeOf("L2").placeOf("a").epoch];
  expect(told.map((message) => [message.epoch, message.offset])).toEqual([
    [epochs[0], 7],
    [epochs[1], 1],
  ]);
});

test("after NATS was away, what it tells is told, also where it was set back", () => {
  const { channels, join, places, tell } = scene();
  join("a");
  tell(A, 7, 6);
  channels.goOn();
  tell(A, 5, 4);
  expect(places().at(-1)).toEqual([5, 4]);
});

test("a channel that NATS does not tell is refused to who asks for it", () => {
  const { channels, connection, join, refused } = scene();
  const channel = join("a");
  connection.refuse(A);
  expect([refused, channels.fault]).toEqual([[], undefined]);
  expect(() => channels.begin(channel, { position: { epoch, offset: 5 } })).toThrow(
    "NATS does not tell a.",
  );
  channels.fail(channel);
  expect([connection.subscriptions.size, channels.names()]).toEqual([0, []]);
});

test("that NATS does not tell a channel any more is told until it does", () => {
  const { channels, connection, join, refused, tell, told } = scene();
  channels.begin(join("a"), { position: { epoch, offset: 5 } });
  tell(A, 6, 5);
  // The second time, it is refused when it is subscribed to anew.
  for (const count of [1, 2]) {
    connection.refuse(A);
    expect([refused.length, channels.fault]).toEqual([count, refused[0]]);
    channels.goOn();
    expect(channels.fault).toBe(undefined);
  }
  tell(A, 9, 6);
  expect(told.at(-1)?.offset).toBe(9);
});

test("a channel that is left and taken up again is not lost with the call that has left it", () => {
  const { channels, join, tell, told } = scene();
  const first = join("a");
  channels.delete("a");
  const second = join("a");
  channels.fail(first);
  channels.begin(second, { position: { epoch, offset: 5 } });
  tell(A, 6, 5);
  expect(told.length).toBe(1);
});

test.each(["before", "behind"])(
  "a channel that two ask for is not lost where one of them fails %s the other one",
  (order) => {
    const { channels, connection, join, tell, told } = scene();
    const [one, two] = [join("a"), join("a")];
    if (order === "before") channels.fail(one);
    channels.begin(two, { position: { epoch, offset: 5 } });
    if (order === "behind") channels.fail(one);
    tell(A, 6, 5);
    expect(told.length).toBe(1);
    channels.delete("a");
    for (const each of [join("a"), join("a")]) channels.fail(each);
    expect(connection.subscriptions.size).toBe(0);
  },
);

test("a channel that is left has no subscription any more", () => {
  const { channels, connection, join } = scene();
  join("a");
  join("b");
  channels.delete("a");
  expect([...connection.subscriptions.keys()]).toEqual(["skep.out.L1.b"]);
  channels.clear();
  expect([connection.subscriptions.size, channels.names()]).toEqual([0, []]);
});
