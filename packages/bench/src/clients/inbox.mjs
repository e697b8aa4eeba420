// What a message costs in the inbox alone, written and read, and in what else one could use.
//
// A burst is written in one macrotask, as one read of a socket is; at a burst of 1 the macrotask itself is most of it.

import { EventEmitter, on } from "node:events";
import process from "node:process";

const { design, burst, bundle } = JSON.parse(process.argv[2]);
const { BaseInbox, BurstClock, systemClock } = await import(bundle);
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
    const queues = Array.from({ length: 16 }, (_, at) => inbox.open({ id: `peer ${at}` }, host));
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
    const queue = inbox.open({ id: "peer" }, host);
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
  const queue = inbox.open({ id: "peer" }, host);
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

const counter = { read: 0 };
const clock = systemClock();
const host = {
  burst: new BurstClock(clock),
  views: false,
  totals: { dropped: 0, late: 0, lateBytes: 0 },
  overflow(_, { dropped }) {
    throw new Error(`Lost ${dropped} messages.`);
  },
  unread() {},
};
const inbox = new BaseInbox(options, clock);
const write = await designs[design](() => counter.read++, inbox);
const windows = [];
await run(write, counter, burst, MESSAGES[burst] / 2);
const cpu = process.cpuUsage();
for (let window = 0; window < WINDOWS; window += 1)
  windows.push(await run(write, counter, burst, MESSAGES[burst] / WINDOWS));
const { user, system } = process.cpuUsage(cpu);
windows.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    median: windows[WINDOWS / 2],
    best: windows[0],
    cpu: ((user + system) * 1_000) / MESSAGES[burst],
  }),
);
process.exit();
