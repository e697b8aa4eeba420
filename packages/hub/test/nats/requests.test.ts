// Requests to NATS: each is answered, or given up, once.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { NatsMessageLike } from "../../src/nats/connection-like.ts";
import { hadNoAnswer, hadNoResponder, NatsRequests } from "../../src/nats/requests.ts";
import { FakeConnection } from "./support/fake-connection.ts";

function scene() {
  const clock = new ManualClock();
  const connection = new FakeConnection();
  return { clock, connection, requests: new NatsRequests(connection, clock) };
}

const textOf = ({ data }: NatsMessageLike): string => new TextDecoder().decode(data);
const errorOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) => error);

/** A message with fields that the client cannot read: it throws then. */
function formless(subject: string): NatsMessageLike {
  return {
    subject,
    data: new Uint8Array(),
    get headers(): never {
      throw new Error("' ' is not a valid character in a header name");
    },
  };
}

describe("a request", () => {
  test("gets its own answer, in whichever order they come, and one", async () => {
    const { clock, connection, requests } = scene();
    const [a, b] = [requests.ask("a", ""), requests.ask("b", "")];
    connection.answer(1, "to b");
    connection.answer(1, "once more");
    connection.answer(0, "to a");
    expect((await Promise.all([a, b])).map(textOf)).toEqual(["to a", "to b"]);
    expect(connection.published.map(({ subject }) => subject)).toEqual(["a", "b"]);
    await clock.run(60_000);
    expect(clock.pending).toBe(0);
  });

  test("is given up after 4 s, each by itself", async () => {
    const { clock, connection, requests } = scene();
    const first = errorOf(requests.ask("a", ""));
    clock.advance(3_000);
    const second = requests.ask("b", "");
    clock.advance(1_000);
    const error = await first;
    expect(error).toMatchObject({ code: "ERR_HUB_ENGINE" });
    expect([hadNoAnswer(error), hadNoResponder(error)]).toEqual([true, false]);
    connection.answer(1, "in time");
    expect(textOf(await second)).toBe("in time");
    connection.answer(0, "too late");
  });

  test("to which nobody listens is told so", async () => {
    const { connection, requests } = scene();
    const asked = errorOf(requests.ask("a", ""));
    connection.answer(0, "", 503);
    const error = await asked;
    expect([hadNoAnswer(error), hadNoResponder(error)]).toEqual([false, true]);
  });

  test("rejects when the connection is lost, or takes it not", async () => {
    const { clock, connection, requests } = scene();
    const asked = errorOf(requests.ask("a", ""));
    requests.fail(new Error("lost"));
    expect(await asked).toMatchObject({ code: "ERR_HUB_ENGINE", cause: { message: "lost" } });
    connection.isBroken = true;
    for (const broken of [requests.ask("a", ""), requests.askMany("a", "", 2)])
      await expect(broken).rejects.toMatchObject({
        code: "ERR_HUB_ENGINE",
        cause: { message: "closed" },
      });
    requests.close();
    expect([clock.pending, connection.subscriptions.size]).toEqual([0, 0]);
  });

  test("that its user may not publish is rejected at once, and no other one", async () => {
    const { connection, requests } = scene();
    const [a, b] = [errorOf(requests.ask("a", "")), requests.ask("b", "")];
    const refused = (operation: string) => ({
      operation,
      subject: "a",
      name: "PermissionViolationError",
    });
    requests.refuse(refused("subscription"));
    requests.refuse(undefined);
    requests.refuse(refused("publish"));
    expect(await a).toMatchObject({ code: "ERR_HUB_ENGINE", cause: refused("publish") });
    connection.answer(1, "to b");
    expect(textOf(await b)).toBe("to b");
  });

  test("is asked over another inbox where NATS has refused the first one", async () => {
    const { connection, requests } = scene();
    const asked = errorOf(requests.ask("a", ""));
    for (const subject of connection.subscriptions.keys()) connection.refuse(subject);
    expect(await asked).toMatchObject({ cause: { message: "Permissions Violation" } });
    const again = requests.ask("a", "");
    connection.answer(1, "it may");
    expect(textOf(await again)).toBe("it may");
    requests.close();
    expect(connection.subscriptions.size).toBe(0);
  });

  test("is not asked behind the end", async () => {
    const { clock, connection, requests } = scene();
    requests.close();
    expect(await errorOf(requests.ask("a", ""))).toMatchObject({
      code: "ERR_HUB_ENGINE",
      cause: "the session of the engine is closed",
    });
    expect([connection.published.length, clock.pending]).toEqual([0, 0]);
  });

  test("is answered by a message whose fields have no form", async () => {
    const { connection, requests } = scene();
    const asked = requests.ask("a", "");
    const [[, callback] = []] = connection.subscriptions;
    const { reply = "" } = connection.published[0] ?? {};
    callback?.(null, formless(reply));
    expect(textOf(await asked)).toBe("");
  });

  test("rejects where 20,000 are not answered", async () => {
    const { requests } = scene();
    const asked = Array.from({ length: 20_000 }, () => errorOf(requests.ask("a", "")));
    await expect(requests.ask("a", "")).rejects.toMatchObject({
      code: "ERR_HUB_ENGINE",
      cause: "20000 requests are not answered yet",
    });
    requests.close();
    expect((await Promise.all(asked)).length).toBe(20_000);
  });
});

describe("a request for several answers", () => {
  test("ends with the last of them, and its inbox with it", async () => {
    const { clock, connection, requests } = scene();
    const asked = requests.askMany("a", "", 2);
    expect(connection.subscriptions.size).toBe(2);
    connection.answer(0, "one");
    connection.answer(0, "two");
    expect((await asked).map(textOf)).toEqual(["one", "two"]);
    expect(connection.subscriptions.size).toBe(1);
    requests.close();
    expect(clock.pending).toBe(0);
  });

  test("gets what a channel has, also where that looks like a word of the server", async () => {
    const { connection, requests } = scene();
    const asked = requests.askMany("a", "", 3);
    const { reply = "" } = connection.published[0] ?? {};
    const take = connection.subscriptions.get(reply);
    const headers = { get: () => "", set: () => {}, code: 503 };
    take?.(null, { subject: "skep.in.L.a", data: new Uint8Array(), headers });
    take?.(null, formless("skep.in.L.a"));
    connection.answer(0, "three");
    expect((await asked).map(textOf)).toEqual(["", "", "three"]);
  });

  test("ends where the server says that there are no more", async () => {
    const { connection, requests } = scene();
    const asked = requests.askMany("a", "", 3);
    connection.answer(0, "one");
    connection.answer(0, "", 404);
    expect((await asked).map(textOf)).toEqual(["one"]);
  });

  test("rejects where they do not come in time", async () => {
    const { clock, connection, requests } = scene();
    const asked = errorOf(requests.askMany("a", "", 3));
    connection.answer(0, "one");
    clock.advance(4_000);
    expect(hadNoAnswer(await asked)).toBe(true);
    expect(connection.subscriptions.size).toBe(1);
  });
});
