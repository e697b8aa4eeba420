// What a message costs in the inbox alone, written and read: nanoseconds, beside what else one could use.
//
//   node packages/bench/src/inbox.mjs [repetitions]
//
// Each design runs in a process of its own, in shuffled order. A burst is written in one macrotask, as one read
// of a socket is; at a burst of 1 the macrotask itself is most of the figure, so compare it with `callback`.

import { execFileSync } from "node:child_process";
import { EventEmitter, on } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const BURSTS = [1_000, 32, 1];
const MESSAGES = { 1_000: 1_000_000, 32: 500_000, 1: 150_000 };
const WINDOWS = 10;
const data = "x".repeat(64);
const options = {
  capacity: 1_024,
  limit: { messages: 32_768, bytes: 16 * 1_024 * 1_024 },
  overflow: "disconnect",
  maxPause: 20_000,
};

/** Each gives `write`, and calls `got` for every message that it read. */
const designs = {
  callback: async (got) => {
    const peer = { id: "peer" };
    return () => got({ id: peer.id, peer, data, receivedAt: 0, dial: 1 });
  },
  "for await": async (got, inbox) => {
    void each(inbox, got);
    return writer(inbox);
  },
  "for await, 16 peers": async (got, inbox) => {
    void each(inbox, got);
    const queues = Array.from({ length: 16 }, (_, at) => inbox.open({ id: `peer ${at}` }));
    let at = 0;
    return () => queues[(at = (at + 1) & 15)].write(data, 1);
  },
  "for await, two readers": async (got, inbox) => {
    void each(inbox, got);
    void each(inbox, got);
    return writer(inbox);
  },
  "batches()": async (got, inbox) => {
    void eachOf(inbox.batches(), got);
    return writer(inbox);
  },
  "batches({ max: 100 })": async (got, inbox) => {
    void eachOf(inbox.batches({ max: 100 }), got);
    return writer(inbox);
  },
  "tryRead()": async (got, inbox) => {
    const queue = inbox.open({ id: "peer" });
    return (left) => {
      queue.write(data, 1);
      if (left === 0) for (let m = inbox.tryRead(); m !== undefined; m = inbox.tryRead()) got(m);
    };
  },
  "events.on": async (got) => {
    const emitter = new EventEmitter();
    void eachOf(on(emitter, "message"), got);
    const peer = { id: "peer" };
    return () =>
      emitter.emit("message", { id: peer.id, peer, data, receivedAt: Date.now(), dial: 1 });
  },
  "async generator": async (got) => {
    const queue = new GeneratorQueue();
    void each(queue.read(), got);
    const peer = { id: "peer" };
    return () => queue.write({ id: peer.id, peer, data, receivedAt: Date.now(), dial: 1 });
  },
};

/** The usual array with a generator over it, head index and one waiter: no bounds, no turns. */
class GeneratorQueue {
  #items = [];
  #head = 0;
  #wake;

  write(message) {
    this.#items.push(message);
    this.#wake?.();
  }

  async *read() {
    for (;;) {
      if (this.#head === this.#items.length) {
        this.#items = [];
        this.#head = 0;
        await new Promise((resolve) => (this.#wake = resolve));
        this.#wake = undefined;
      }
      yield this.#items[this.#head++];
    }
  }
}

function writer(inbox) {
  const queue = inbox.open({ id: "peer" });
  return () => queue.write(data, 1);
}

async function each(messages, got) {
  for await (const message of messages) got(message);
}

async function eachOf(batches, got) {
  for await (const batch of batches) for (const message of batch) got(message);
}

/** Writes bursts until `count` messages were read; the nanoseconds of each message. */
function run(write, counter, burst, count) {
  const end = counter.read + count;
  const begin = performance.now();
  return new Promise((resolve) => {
    const turn = () => {
      if (counter.read >= end) return resolve(((performance.now() - begin) * 1e6) / count);
      for (let left = burst - 1; left >= 0; left -= 1) write(left);
      setImmediate(turn);
    };
    setImmediate(turn);
  });
}

async function measure(name, burst, bundle) {
  const { PoolInbox, systemClock } = await import(bundle);
  const counter = { read: 0 };
  const inbox = new PoolInbox(options, systemClock(), (_, report) => {
    throw new Error(`Lost ${report.dropped} messages.`);
  });
  const write = await designs[name](() => counter.read++, inbox);
  const windows = [];
  await run(write, counter, burst, MESSAGES[burst] / 2);
  for (let window = 0; window < WINDOWS; window += 1)
    windows.push(await run(write, counter, burst, MESSAGES[burst] / WINDOWS));
  windows.sort((a, b) => a - b);
  return { median: windows[WINDOWS / 2], best: windows[0] };
}

/** The sources as they are, in one file. */
function bundleSources(folder) {
  const outfile = join(folder, "inbox.mjs");
  const source = fileURLToPath(new URL("../../core/src/", import.meta.url));
  buildSync({
    stdin: {
      contents: `export { PoolInbox } from "./inbox/inbox.ts";
        export { systemClock } from "./base/clock.ts";`,
      resolveDir: source,
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile,
  });
  return pathToFileURL(outfile).href;
}

function compare(repetitions) {
  const folder = mkdtempSync(join(tmpdir(), "skep-bench-"));
  const bundle = bundleSources(folder);
  const runs = BURSTS.flatMap((burst) => Object.keys(designs).map((name) => ({ name, burst })));
  const results = new Map();
  for (let repetition = 0; repetition < repetitions; repetition += 1)
    for (const { name, burst } of runs.toSorted(() => Math.random() - 0.5)) {
      const script = fileURLToPath(import.meta.url);
      const out = execFileSync(process.execPath, [script, "--one", name, String(burst), bundle]);
      const key = `${name}\n${burst}`;
      results.set(key, [...(results.get(key) ?? []), JSON.parse(out)]);
    }
  rmSync(folder, { recursive: true });
  print(results);
}

function print(results) {
  console.log(`node ${process.version}, ns a message: median (best window)`);
  console.log(`| design | ${BURSTS.map((burst) => `burst ${burst}`).join(" | ")} |`);
  console.log(`| --- |${" ---: |".repeat(BURSTS.length)}`);
  for (const name of Object.keys(designs)) {
    const cells = BURSTS.map((burst) => {
      const all = results.get(`${name}\n${burst}`);
      const medians = all.map(({ median }) => median).toSorted((a, b) => a - b);
      const best = Math.min(...all.map((one) => one.best));
      return `${medians[medians.length >> 1].toFixed(0)} (${best.toFixed(0)})`;
    });
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

if (process.argv[2] === "--one") {
  const [, , , name, burst, bundle] = process.argv;
  console.log(JSON.stringify(await measure(name, Number(burst), bundle)));
  process.exit();
} else compare(Number(process.argv[2] ?? 5));
