// One variant in a process of its own: reads so many messages and says what they cost.

import { Pool } from "skep";
import { WebSocket } from "ws";

const [variant, url, count] = process.argv.slice(2);
const WARM_UP = 200_000;
const WINDOWS = 10;

/** Counts messages; after the warm-up it times windows of them. */
class Meter {
  #seen = 0;
  #target = WARM_UP;
  #started;
  #cpu;
  #window = [];
  #times = [];

  /** True when enough were counted. */
  count(messages) {
    this.#seen += messages;
    return this.#seen >= this.#target && this.#turn();
  }

  #turn() {
    const now = process.hrtime.bigint();
    if (this.#started === undefined) {
      this.#started = now;
      this.#cpu = process.cpuUsage();
    } else this.#times.push(Number(now - this.#window[0]) / (this.#seen - this.#window[1]));
    this.#window = [now, this.#seen];
    this.#target = this.#seen + count / WINDOWS;
    if (this.#times.length < WINDOWS) return false;
    const { user, system } = process.cpuUsage(this.#cpu);
    const measured = this.#seen - WARM_UP;
    process.send({
      median: this.#times.toSorted((a, b) => a - b)[WINDOWS / 2],
      best: Math.min(...this.#times),
      cpu: ((user + system) * 1000) / measured,
      busy: ((user + system) * 1000) / Number(now - this.#started),
    });
    return true;
  }
}

const meter = new Meter();
const VARIANTS = {
  "raw ws handler"() {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("message", () => meter.count(1) && process.exit());
  },
  async "for await"() {
    const pool = new Pool();
    pool.connect(url);
    for await (const { data } of pool.inbox) if (data && meter.count(1)) process.exit();
  },
  async "batches()"() {
    const pool = new Pool();
    pool.connect(url);
    for await (const batch of pool.inbox.batches()) if (meter.count(batch.length)) process.exit();
  },
};
await VARIANTS[variant]();
