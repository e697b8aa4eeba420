// Publishes and requests for history, over lost links and hubs that are short of something.

import { MAX_FRAME } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import { PlayedHub } from "./support/played-hub.ts";

const position = { epoch: "e", offset: 7 };

/** Answers the latest publish. */
async function acknowledge(hub: PlayedHub): Promise<void> {
  await hub.say({ type: "ack", re: hub.last("publish").id, position });
}

async function refuse(
  hub: PlayedHub,
  code: "conflict" | "forbidden" | "rate" | "unavailable",
  after?: number,
): Promise<void> {
  await hub.say({ type: "error", re: hub.last("publish").id, code, text: "no", after });
}

describe("a publish", () => {
  test("resolves with its position when the hub has acknowledged it", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const publishing = client.publish("room:1", { text: "hi" }, { key: "k" });
    await hub.clock.run();
    expect(hub.dial.sent.at(-1)).toBe(
      '{"type":"publish","channel":"room:1","data":{"text":"hi"},"id":2,"k":"k"}',
    );
    await acknowledge(hub);
    expect(await publishing).toEqual(position);
  });

  test("waits for a link, and is sent on the next one under its key where the answer was lost", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const data = { n: 1 };
    const publishing = client.publish("room:1", data);
    await hub.welcome();
    const first = hub.last("publish");
    // What the application does to its data afterwards is not published.
    data.n = 2;
    await hub.cut();
    await hub.welcome();
    await hub.clock.run(1_000);
    const again = hub.last("publish");
    expect(again).toMatchObject({ channel: "room:1", data: { n: 1 }, key: first.key });
    expect(again.id).not.toBe(first.id);
    await acknowledge(hub);
    expect(await publishing).toEqual(position);
  });

  test("has a key that no other publish has", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    for (const data of [1, 1, 1]) void client.publish("room:1", data).catch(() => {});
    await hub.clock.run();
    expect(new Set(hub.all("publish").map(({ key }) => key)).size).toBe(3);
    void client.close();
    await hub.clock.run();
  });

  test("is sent again where no answer comes, and takes none that comes too late", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const publishing = client.publish("room:1", 1);
    await hub.clock.run();
    const { id: late } = hub.last("publish");
    await hub.clock.run(11_000);
    expect(hub.all("publish")).toHaveLength(2);
    await hub.say({ type: "ack", re: late, position: { epoch: "late", offset: 1 } });
    await acknowledge(hub);
    expect(await publishing).toEqual(position);
  });

  test("is sent again not before the hub says, and rejects where it refuses for good", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const publishing = client.publish("room:1", 1);
    await hub.clock.run();
    await refuse(hub, "unavailable", 5_000);
    await hub.clock.run(4_999);
    expect(hub.all("publish")).toHaveLength(1);
    await hub.clock.run(1);
    expect(hub.all("publish")).toHaveLength(2);
    const refused = expect(publishing).rejects.toMatchObject({
      code: "ERR_CHANNEL_REFUSED",
      reason: "conflict",
      message: "The hub refused room:1: conflict (no).",
    });
    await refuse(hub, "conflict");
    await refused;
  });

  test("does not rest when its client is closed", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const publishing = client.publish("room:1", 1);
    await hub.clock.run();
    await refuse(hub, "rate", 86_400_000);
    const rejected = expect(publishing).rejects.toMatchObject({ code: "ERR_CHANNEL_CLOSED" });
    void client.close();
    await hub.clock.run(60_000);
    await rejected;
  });

  test("is uncertain where the hub may have forgotten its key, however long there was no link", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const limits = { keys: 10_000 };
    await hub.welcome({ limits });
    const publishing = client.publish("room:1", 1);
    await hub.clock.run();
    const uncertain = expect(publishing).rejects.toMatchObject({ code: "ERR_CHANNEL_UNCERTAIN" });
    await hub.cut(20_000);
    await hub.welcome({ limits });
    await hub.clock.run(1_000);
    await uncertain;
    expect(hub.all("publish")).toEqual([]);
  });

  test("is certain where the hub has refused it each time", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    await hub.welcome({ limits: { keys: 10_000 } });
    const publishing = client.publish("room:1", 1);
    await hub.clock.run();
    await refuse(hub, "rate", 60_000);
    await hub.clock.run(60_000);
    await acknowledge(hub);
    expect(await publishing).toEqual(position);
  });

  test("is given up by its signal: before there is a link, while it waits for the answer, and while it rests", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const aborts = [0, 1, 2].map(() => new AbortController());
    const [before, during, resting] = aborts.map(({ signal }) => ({ signal }));
    const first = expect(client.publish("room:1", 1, before)).rejects.toThrow("enough");
    aborts[0]?.abort(new Error("enough"));
    await first;
    await hub.welcome();
    const pending = hub.clock.pending;
    const second = expect(client.publish("room:1", 1, during)).rejects.toThrow("enough");
    await hub.clock.run();
    expect(hub.clock.pending).toBe(pending + 1);
    aborts[1]?.abort(new Error("enough"));
    await second;
    expect(hub.clock.pending).toBe(pending);
    const third = expect(client.publish("room:1", 1, resting)).rejects.toThrow("enough");
    await hub.clock.run();
    await refuse(hub, "unavailable");
    aborts[2]?.abort(new Error("enough"));
    await third;
    expect(hub.clock.pending).toBe(pending);
    await expect(
      client.publish("room:1", 1, { signal: AbortSignal.abort(new Error("enough")) }),
    ).rejects.toThrow("enough");
  });

  test("that is longer than the hub takes is not sent, as the hub would end the link", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    await hub.welcome({ limits: { message: 1_000 } });
    await expect(client.publish("room:1", "ä".repeat(480))).rejects.toMatchObject({
      reason: "too_large",
    });
    expect(hub.all("publish")).toEqual([]);
    const unlimited = await new PlayedHub().greeted();
    await expect(unlimited.publish("room:1", "x".repeat(MAX_FRAME))).rejects.toMatchObject({
      reason: "too_large",
    });
  });

  test("is refused by a hub of version 0 in the end, which answers nothing", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const publishing = client.publish("room:1", 1);
    const refused = expect(publishing).rejects.toMatchObject({ reason: "unknown_method" });
    await hub.clock.run(11_999);
    const late = expect(client.history("room:1")).rejects.toMatchObject({
      reason: "unknown_method",
    });
    await hub.clock.run(1);
    await Promise.all([refused, late]);
    // It is sent nothing, and is no longer waited for.
    await expect(client.publish("room:1", 1)).rejects.toMatchObject({ reason: "unknown_method" });
    expect([...hub.all("publish"), ...hub.all("history")]).toEqual([]);
  });

  test("waits for a hub that takes its time to say that it speaks version 1", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const publishing = client.publish("room:1", 1);
    await hub.clock.run(11_000);
    await hub.welcome();
    await acknowledge(hub);
    expect(await publishing).toEqual(position);
  });

  test("is uncertain where it is refused after an answer was lost", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const publishing = client.publish("room:1", 1);
    await hub.cut();
    await hub.welcome();
    await hub.clock.run(1_000);
    const uncertain = expect(publishing).rejects.toMatchObject({
      code: "ERR_CHANNEL_UNCERTAIN",
      cause: { reason: "forbidden" },
    });
    await refuse(hub, "forbidden");
    await uncertain;
  });

  const circular: unknown[] = [];
  circular.push(circular);
  test.each([
    ["data", "room:1", circular, "k"],
    ["data", "room:1", 1n, "k"],
    ["key", "room:1", 1, "a b"],
    ["key", "room:1", 1, "x".repeat(65)],
    ["channel", "a b", 1, "k"],
    ["channel", "$all", 1, "k"],
  ])("is checked before it is sent: %s", async (path, channel, data, key) => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    await expect(client.publish(channel, data, { key })).rejects.toMatchObject({
      code: "ERR_CONFIG",
      path,
    });
    expect(hub.all("publish")).toEqual([]);
  });

  test("is one of 1,024 at the most that are open", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const open = Array.from({ length: 1_024 }, (_, at) => client.publish("room:1", at));
    await expect(client.publish("room:1", "one more")).rejects.toMatchObject({
      code: "ERR_BACKPRESSURE",
    });
    await hub.welcome();
    const all = hub.all("publish");
    expect(all.map(({ data }) => data)).toEqual(Array.from({ length: 1_024 }, (_, at) => at));
    await hub.say(...all.map(({ id: re }) => ({ type: "ack", re, position }) as const));
    await Promise.all(open);
    const next = client.publish("room:1", "now");
    await hub.clock.run();
    await acknowledge(hub);
    await next;
  });
});

describe("history", () => {
  const item = (offset: number, re: number): object => ({
    type: "event",
    channel: "room:1",
    data: offset,
    offset,
    re,
  });

  test("is read in one page, the oldest first", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const reading = client.history("room:1", { last: 2 });
    await hub.clock.run();
    const { id: re } = hub.last("history");
    expect(hub.last("history").last).toBe(2);
    // Nobody has announced this one.
    await hub.say(item(5, re) as never);
    await hub.say({ type: "ack", re, position, replay: 2, reason: "limit" });
    await hub.say(item(6, re) as never);
    await hub.say(item(7, re) as never);
    await hub.say(item(8, re) as never);
    const { publications, ...rest } = await reading;
    expect(publications.map(({ offset }) => offset)).toEqual([6, 7]);
    // Which request it answers is of no interest to who asked.
    expect(publications.every((publication) => !("re" in publication))).toBe(true);
    expect(rest).toEqual({ position, isWhole: false });
  });

  test("is asked for again where the link is lost in the middle of a page", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const reading = client.history("room:1");
    await hub.clock.run();
    const { id: re } = hub.last("history");
    await hub.say({ type: "ack", re, position, replay: 2 }, item(6, re) as never);
    await hub.cut();
    await hub.welcome();
    await hub.clock.run(1_000);
    const { id: next } = hub.last("history");
    await hub.say({ type: "ack", re: next, position, replay: 1 }, item(7, next) as never);
    expect((await reading).publications.map(({ offset }) => offset)).toEqual([7]);
  });

  test("rejects where the hub refuses, and with the reason of a signal", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const refused = expect(client.history("room:1")).rejects.toMatchObject({ reason: "forbidden" });
    await hub.clock.run();
    await hub.say({ type: "error", re: hub.last("history").id, code: "forbidden", text: "no" });
    await refused;
    const abort = new AbortController();
    const reading = client.history("room:1", { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
  });

  test.each([
    ["channel", "a b", {}],
    ["last", "room:1", { last: -1 }],
    ["last", "room:1", { last: 0.5 }],
  ])("is checked before it is asked for: %s", async (path, channel, options) => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    await expect(client.history(channel, options)).rejects.toMatchObject({ path });
    expect(hub.all("history")).toEqual([]);
  });

  test("of nothing is empty", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const reading = client.history("room:1");
    await hub.clock.run();
    await hub.say({ type: "ack", re: hub.last("history").id, position });
    expect(await reading).toEqual({ publications: [], position, isWhole: true });
  });
});
