// Each kind of frame that a client of v0 may send, and what follows from it (row by row as docs/original-hub.md has them).

import { describe, expect, test } from "vitest";
import { startHub } from "./support/hubs.ts";
import { RawClient, type Wire } from "./support/raw-client.ts";

/** What follows from one frame: the channels that its client has then, and what it was told. */
async function after(
  ...frames: readonly (string | Uint8Array | object)[]
): Promise<{ readonly channels: readonly string[]; readonly told: readonly Wire[] }> {
  const { hub, url } = await startHub();
  const client = await RawClient.open(url);
  for (const frame of frames) {
    const isRaw = typeof frame === "string" || frame instanceof Uint8Array;
    client.socket.send(isRaw ? frame : JSON.stringify(frame));
  }
  const before = client.of("pong").length;
  client.say({ type: "ping" });
  await client.find(
    () => client.of("pong").length > before && client.received.at(-1)?.type === "pong",
  );
  await client.settle();
  return { channels: [...hub.channels()], told: client.received.slice(0, -2) };
}

describe("a frame of a client of v0", () => {
  const ignored: [string, string | Uint8Array | object][] = [
    ["that is no JSON", "nonsense"],
    ["that is empty", ""],
    ["that is an array", '[{"type":"subscribe","channel":"a"}]'],
    ["that is null", "null"],
    ["of an unknown type", { type: "sing", channel: "a" }],
    ["that subscribes to nothing", { type: "subscribe" }],
    ["that subscribes to a blank name", { type: "subscribe", channel: "", data: "" }],
    ["that subscribes to a number", { type: "subscribe", data: 5 }],
    ["that subscribes to a list", { type: "subscribe", data: ["a"] }],
    ["that unsubscribes from a name that is none", { type: "unsubscribe", channel: "a b" }],
    ["that unsubscribes from what it does not have", { type: "unsubscribe", data: "a" }],
    ["that publishes", { type: "event", channel: "a", data: 1 }],
    ["that says what a process has written", { type: "process_output", processId: "p", data: "x" }],
    ["that publishes as v1 does", { type: "publish", id: 1, channel: "a", data: 1 }],
    ["that says an error", { type: "error", data: "x" }],
  ];
  test.each(ignored)("%s is ignored, and nothing is told", async (_what, frame) => {
    expect(await after(frame)).toEqual({ channels: [], told: [] });
  });

  test("that subscribes names the channel in one of two places, and is not answered", async () => {
    const frames = [
      { type: "subscribe", channel: "one" },
      { type: "subscribe", data: "two" },
      { type: "subscribe", channel: "three", data: "other" },
    ];
    expect(await after(...frames)).toEqual({ channels: ["one", "three", "two"], told: [] });
  });

  test("that unsubscribes names it in the same places, and is not answered", async () => {
    const begins = ["one", "two", "three"].map((channel) => ({ type: "subscribe", channel }));
    const ends = [
      { type: "unsubscribe", channel: "one" },
      { type: "unsubscribe", data: "two" },
    ];
    expect(await after(...begins, ...ends)).toEqual({ channels: ["three"], told: [] });
  });

  test("that cannot be carried out is answered with the reason alone", async () => {
    const frames = ["a b", "ä", "x".repeat(257), "process:", `process:${"x".repeat(129)}`].map(
      (channel) => ({ type: "subscribe", channel }),
    );
    const { channels, told } = await after(...frames);
    const timestamp = expect.stringMatching(/Z$/);
    const error = (data: string): object => ({ type: "error", data, timestamp });
    expect(channels).toEqual([]);
    expect(told).toEqual([
      ...Array.from({ length: 3 }, () => error("invalid channel name")),
      ...Array.from({ length: 2 }, () => error("invalid process ID")),
    ]);
  });

  test("that pings is answered with the time", async () => {
    const { told } = await after({ type: "ping" });
    expect(told).toEqual([{ type: "pong", timestamp: expect.any(String) }]);
    expect(Date.parse(String(told[0]?.["timestamp"]))).toBeGreaterThan(1.7e12);
  });

  test("that is binary is read as text", async () => {
    const bytes = new TextEncoder().encode('{"type":"subscribe","channel":"a"}');
    expect(await after(bytes)).toEqual({ channels: ["a"], told: [] });
  });

  test("with a timestamp that is no text is read all the same, which the original lost", async () => {
    const frame = { type: "subscribe", channel: "a", timestamp: 1_772_353_800_500 };
    expect(await after(frame)).toEqual({ channels: ["a"], told: [] });
  });

  test("that is a batch is read to its end, which the original could not", async () => {
    const lines = ["a", "b"].map((channel) => JSON.stringify({ type: "subscribe", channel }));
    expect((await after(lines.join("\n"))).channels).toEqual(["a", "b"]);
  });

  test("may have 65,536 bytes, and one more ends the link with 1009", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    const bare = JSON.stringify({ type: "subscribe", channel: "a", pad: "" }).length;
    const pad = "x".repeat(65_536 - bare);
    client.say({ type: "subscribe", channel: "a", pad });
    await client.settle();
    expect([...hub.channels()]).toEqual(["a"]);
    client.say({ type: "subscribe", channel: "b", pad: `${pad}x` });
    expect((await client.closed).code).toBe(1009);
    await expect.poll(() => hub.stats().clients).toBe(0);
    expect([...hub.channels()]).toEqual([]);
  });
});
