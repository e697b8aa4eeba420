// Peers that want our memory: what they get is bounded. Measured in a process of its own.
import { describe } from "vitest";
import { flood, upgrade } from "./support/foe.ts";
import { frame, type RawLink } from "@skep/conformance";
import { type ReaderEnd, resultOf, startReader } from "./support/reader-job.ts";
import { type Stage, test } from "./support/stage.ts";

const MIB = 1 << 20;
/** What garbage and allocators may add to what is held. */
const BOUND = 64 * MIB;

const retry = { initialDelay: 50, minDelay: 50, maxDelay: 50 };

/** A program whose first links are hostile and whose last one is not. */
async function besieged(stage: Stage, kind: "accept" | "mute", times: number = 1) {
  const server = await stage.raw();
  const hostile = Array.from({ length: times }, () => server.url({ kind }));
  const urls = [...hostile, server.url({ kind: "accept", greeting: "0" })];
  const reader = await startReader(stage, {
    urls,
    read: "all",
    until: 1,
    pool: { retry },
  });
  const links = hostile.map((url) => server.link(url) as Promise<RawLink>);
  return { reader, links, link: (await links[0]) as RawLink };
}

const repeated = (bytes: Uint8Array, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

describe.concurrent("memory stays bounded under", () => {
  test("a flood of pings on each link", async ({ stage, expect }) => {
    const { links, reader } = await besieged(stage, "accept", 20);
    const pings = repeated(frame(0x9, Buffer.alloc(125)), 10_000);
    for (const link of links) await flood(await link, pings);
    // ws ends it without a word to us: 60 answers were waiting.
    expect(await reader.said<ReaderEnd>("disconnected")).toMatchObject({
      phase: "live",
      kind: "lost",
    });
    await reader.said("read");
    expect((await resultOf(reader)).grown).toBeLessThan(BOUND);
  });

  test("a flood of pongs", async ({ stage, expect }) => {
    const { link, reader } = await besieged(stage, "accept");
    await reader.said("connected");
    const written = await flood(link, repeated(frame(0xa, Buffer.alloc(125)), 1_000), 2_000);
    expect(written).toBeGreaterThan(10 * MIB);
    const { grown, peer } = await resultOf(reader);
    expect(peer.state).toBe("connected");
    expect(grown).toBeLessThan(BOUND);
  });

  test("fragments of a byte without end", async ({ stage, expect }) => {
    const { link, reader } = await besieged(stage, "accept");
    await link.write(Buffer.of(0x01, 1, 0x61));
    await flood(link, repeated(Buffer.of(0x00, 1, 0x61), 10_000));
    expect(await reader.said<ReaderEnd>("disconnected")).toMatchObject({ kind: "violation" });
    await reader.said("read");
    expect((await resultOf(reader)).grown).toBeLessThan(BOUND);
  });

  test("headers without end", async ({ stage, expect }) => {
    const { link, reader } = await besieged(stage, "mute");
    await link.write(Buffer.from("HTTP/1.1 101 Switching Protocols\r\n"));
    await flood(link, Buffer.from(`X-Honey: ${"x".repeat(100_000)}\r\n`));
    expect(await reader.said<ReaderEnd>("dialfailed")).toMatchObject({ kind: "violation" });
    await reader.said("read");
    expect((await resultOf(reader)).grown).toBeLessThan(BOUND);
  });

  test("announcements of large frames that never come", async ({ stage, expect }) => {
    const { link, reader } = await besieged(stage, "mute");
    await link.write(Buffer.concat([upgrade(link), Buffer.of(0x82, 127, 0, 0, 0, 0, 0, 8, 0, 0)]));
    await reader.said("connected");
    expect((await resultOf(reader)).grown).toBeLessThan(BOUND);
  });
});
