// What the engine asks of JetStream, and what it makes of the answers.

import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { JetStream } from "../../src/nats/jetstream.ts";
import { NatsRequests } from "../../src/nats/requests.ts";
import { FakeConnection } from "./support/fake-connection.ts";

interface Pull {
  readonly batch: number;
  readonly max_bytes?: number;
}

/** A reader of messages of these lengths, of which it delivers as many as a pull takes. */
function readerOf(lengths: readonly number[]) {
  const connection = new FakeConnection();
  const pulls: Pull[] = [];
  let next = 0;
  const deliver = (reply: string): void => {
    const length = lengths[next++] ?? 0;
    connection.subscriptions.get(reply)?.(null, {
      subject: "skep.in.L.a",
      reply: `$JS.ACK.skep-L.reader.1.${next}.1.1.0`,
      data: new Uint8Array(length),
    });
  };
  connection.taken = (at, _subject, payload) => {
    const pull = JSON.parse(payload) as Pull;
    const { reply = "" } = connection.published[at] ?? {};
    pulls.push(pull);
    let { batch, max_bytes: left = Infinity } = pull;
    const take = (): void => {
      for (; batch > 0 && next < lengths.length; batch--) {
        left -= lengths[next] ?? 0;
        if (left < 0) break;
        deliver(reply);
      }
      if (batch > 0) connection.answer(at, "", 409);
    };
    void setImmediate().then(take);
  };
  const jetStream = new JetStream(new NatsRequests(connection, new ManualClock()), "skep-L");
  const pull = (count: number) => jetStream.pull({ name: "reader", count });
  return { pull, pulls };
}

test("a reader is pulled in pieces of at most 256 KiB, as a server ends a connection that takes too much at once", async () => {
  const { pull, pulls } = readerOf(Array.from({ length: 10 }, () => 60_000));
  const messages = await pull(10);
  expect(messages.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(pulls.map(({ batch, max_bytes: bytes }) => [batch, bytes])).toEqual([
    [10, 262_144],
    [6, 262_144],
    [2, 262_144],
  ]);
});

test("a message that is longer than that comes alone", async () => {
  const { pull, pulls } = readerOf([10, 500_000, 10]);
  expect((await pull(3)).length).toBe(3);
  expect(pulls.map(({ batch, max_bytes: bytes }) => [batch, bytes])).toEqual([
    [3, 262_144],
    [2, 262_144],
    [1, undefined],
    [1, 262_144],
  ]);
});

test("a reader that does not deliver what it has is told", async () => {
  await expect(readerOf([10, 10]).pull(3)).rejects.toMatchObject({
    code: "ERR_HUB_ENGINE",
    message: "NATS has delivered 2 of 3 messages.",
  });
});
