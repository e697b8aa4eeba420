// Who neither listens nor logs sees one line on the console where a first dial fails. A trimmed build writes none.

import { MemoryTransport } from "@skep/core/testing";
import { Pool, type PoolOptions } from "skep";
import { Connection } from "skep/connection";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const isTrimmed = process.env["SKEP_WORDS"] === "trimmed";
const warned: unknown[][] = [];

beforeEach(() => {
  warned.length = 0;
  vi.spyOn(console, "warn").mockImplementation((...line) => void warned.push(line));
});
afterEach(() => void vi.restoreAllMocks());

/** What the console shows of a pool whose first peer is refused twice. */
async function refusedTwice(options: PoolOptions, prepare = (_: Pool): void => {}) {
  const transport = new MemoryTransport({ onDial: (dial) => dial.refuse() });
  const retry = { initialDelay: 0, maxDelay: 0, minDelay: 0 };
  const pool = new Pool({ transport, retry, ...options });
  prepare(pool);
  const peer = pool.connect("wss://user:canary@a.example/feed?token=canary");
  await expect.poll(() => peer.stats().dials).toBeGreaterThan(1);
  await pool.close();
  return warned.map(([line]) => String(line));
}

test("one line names the peer, why, when it is dialled again and what to do, and no secret", async () => {
  const lines = await refusedTwice({});
  if (isTrimmed) return expect(lines).toEqual([]);
  expect(lines.filter((line) => line.includes("dial"))).toHaveLength(1);
  expect(lines.join()).toContain('skep: The dial to "wss://a.example/feed?…" failed');
  expect(lines.join()).toMatch(
    /The next dial is in 0\.\d s\..*Listen to .*dialfailed.* and retired/,
  );
  expect(lines.join()).not.toContain("canary");
});

test("a listener or a logger takes its place", async () => {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const dialLines = (lines: string[]) => lines.filter((line) => line.includes("dial"));
  expect(dialLines(await refusedTwice({ logger: silent }))).toEqual([]);
  const listening = await refusedTwice({}, (pool) => pool.addEventListener("dialfailed", () => {}));
  expect(dialLines(listening)).toEqual([]);
});

test("a connection that gives up at its first dial is one line", async () => {
  const transport = new MemoryTransport({ onDial: (dial) => dial.refuse() });
  const connection = new Connection("wss://a.example", { transport, retry: { maxRetries: 0 } });
  await connection.closed;
  const lines = warned.map(([line]) => String(line));
  if (isTrimmed) return expect(lines).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("It was given up.");
});

test("a peer that is given up after it was connected is told, and not one that is closed", async () => {
  const transport = new MemoryTransport({ autoAccept: true });
  const pool = new Pool({ transport });
  const [refused, closed] = [pool.connect("wss://a.example"), pool.connect("wss://b.example")];
  await Promise.all([refused.whenConnected(), closed.whenConnected()]);
  transport.dials[0]?.close(1008, "not you");
  await refused.closed;
  await closed.close();
  const lines = warned.map(([line]) => String(line));
  if (isTrimmed) return expect(lines).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/1008.*It was given up\./);
  await pool.close();
});

test.each([
  [4400, 1],
  [1012, 0],
])("a server that accepts and closes with %i is told %i times", async (code, times) => {
  const transport = new MemoryTransport({ onDial: (dial) => dial.accept() && dial.close(code) });
  const retry = { initialDelay: 0, maxDelay: 0, minDelay: 0 };
  const pool = new Pool({ transport, retry });
  const peer = pool.connect("wss://a.example");
  await expect.poll(() => peer.stats().dials).toBeGreaterThan(2);
  await pool.close();
  const lines = warned.map(([line]) => String(line)).filter((line) => line.includes(`${code}`));
  expect(lines).toHaveLength(isTrimmed ? 0 : times);
});

test("of what listeners throw, the first is shown, and each warning", async () => {
  const transport = new MemoryTransport({ autoAccept: true });
  const pool = new Pool({ transport });
  const error = new Error("thrown by a listener");
  pool.addEventListener("connected", () => {
    throw error;
  });
  for (const name of ["a", "b"]) pool.connect(`wss://${name}.example/?token=secret`);
  await Promise.all(pool.peers().map((peer) => peer.whenConnected()));
  await pool.close();
  const shown = warned.map(([line, thrown]) => thrown ?? line);
  if (isTrimmed) return expect(shown).toEqual([]);
  expect(shown.filter((line) => line === error)).toHaveLength(1);
  expect(shown.filter((line) => String(line).includes("seems to hold a secret"))).toHaveLength(1);
});
