// Times what a client takes a message: in windows, after a warm-up, by the wall and by the CPU. Works on every engine.

import process from "node:process";

const WINDOWS = 10;

export class Meter {
  #seen = 0;
  #next;
  #begin;
  #window;
  #times = [];
  #cpu;
  #size;
  #tell;

  /** `tell` is called once with the figures, when `messages` have been counted after `warmUp` others. */
  constructor({ messages, warmUp }, tell) {
    this.#next = warmUp;
    this.#size = Math.ceil(messages / WINDOWS);
    this.#tell = tell;
  }

  /** On the hot path of everybody alike. */
  count(messages) {
    this.#seen += messages;
    if (this.#seen >= this.#next) this.#turn();
  }

  #turn() {
    const now = performance.now();
    if (this.#begin === undefined) {
      this.#begin = { now, seen: this.#seen };
      this.#cpu = process.cpuUsage();
    } else this.#times.push(nanoseconds(now, this.#window, this.#seen));
    this.#window = { now, seen: this.#seen };
    this.#next = this.#times.length < WINDOWS ? this.#seen + this.#size : Infinity;
    if (this.#next === Infinity) this.#tell(this.#figures(now));
  }

  #figures(now) {
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpu = user + system;
    const messages = this.#seen - this.#begin.seen;
    const sorted = this.#times.toSorted((a, b) => a - b);
    return {
      median: sorted[WINDOWS / 2],
      best: sorted[0],
      cpu: (cpu * 1_000) / messages,
      busy: cpu / ((now - this.#begin.now) * 1_000),
    };
  }
}

const nanoseconds = (now, window, seen) => ((now - window.now) * 1e6) / (seen - window.seen);
