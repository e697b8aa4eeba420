// A program with one pool of one peer that reads or does not, and says what it told and how much memory it took.
import { setTimeout as sleep } from "node:timers/promises";
import { type InboxMessage, Pool, type PoolEventType } from "skep";
import type { ReaderJob, ReaderResult } from "../reader-job.ts";
import { job, say } from "./say.ts";

const task = job<ReaderJob>();
const grown = { base: 0, rss: 0, buffers: 0 };

const pool = new Pool(task.pool ?? {});
let dials = 0;
const peer = pool.connect({
  id: "foe",
  url: () => task.urls[Math.min(dials++, task.urls.length - 1)] ?? "",
});

const types: readonly PoolEventType[] = [
  "connected",
  "disconnected",
  "dialfailed",
  "overflow",
  "warning",
];
for (const type of types)
  pool.addEventListener(type, (event) => {
    const { kind, phase } = ("cause" in event ? event.cause : {}) as Record<string, unknown>;
    say({ [type]: { kind, phase, state: peer.state } });
  });
pool.addEventListener("connected", () => measure("base"), { once: true });
const watching = setInterval(watch, 20);

let wasPaused = false;

function watch(): void {
  measure("rss");
  const paused = peer.stats().connection?.paused ?? false;
  if (paused && !wasPaused) say({ paused });
  wasPaused = paused;
}

let read = 0;
let inOrder = true;
let most = 0;
if (task.read !== "nothing") void readAll();

async function readAll(): Promise<void> {
  for await (const message of pool.inbox) {
    check(message);
    if (typeof task.read === "number") await sleep(task.read);
  }
}

/** Numbered texts have to come in order. */
function check({ data }: InboxMessage): void {
  most = Math.max(most, pool.inbox.size);
  if (typeof data === "string" && Number(data) !== read) inOrder = false;
  read++;
  if (read === task.until) say({ read });
}

function measure(what: "base" | "rss"): void {
  globalThis.gc?.();
  const { rss, arrayBuffers, external } = process.memoryUsage();
  if (what === "base") grown.base = rss;
  grown.rss = Math.max(grown.rss, rss - grown.base);
  grown.buffers = Math.max(grown.buffers, arrayBuffers, external);
}

process.once("SIGTERM", () => {
  measure("rss");
  const { size, bytes, dropped } = pool.inbox;
  const { state, received, connection } = peer.stats();
  const result: ReaderResult = {
    grown: grown.rss,
    inbox: { size, bytes, dropped, most },
    peer: { state, received, paused: connection?.paused ?? false },
    read,
    inOrder,
  };
  say({ result });
  clearInterval(watching);
  void pool.close({ timeout: 0 });
});
