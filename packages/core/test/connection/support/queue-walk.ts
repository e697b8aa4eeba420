// A random life of a connection's queue beside its model: whatever is read, counted, lost, paused and given up is compared at each step.

import type { OpeningLink } from "../../../src/connection/index.ts";
import type { MemoryDial, SeededRandom } from "../../../src/testing/index.ts";
import { ConnectionWorld } from "./connection-world.ts";
import { check, QueueModel } from "./queue-model.ts";

const ABORT = new Error("The reader was given up.");
/** From the end of a link to the next dial, where nothing stands against one. */
const BACKOFF = 500;

type Value = string | Uint8Array | readonly (string | Uint8Array)[];

interface Reader {
  readonly iterator: AsyncIterator<Value, undefined>;
  /** Undefined for messages one by one. */
  readonly max: number | undefined;
  readonly controller: AbortController | undefined;
  returned: boolean;
}

/** One call of `next()`. */
interface Call {
  readonly reader: Reader;
  /** What it has to give; `[]` is the end, undefined is not known yet. */
  expected?: readonly string[];
  /** In place of that: it was taken back, or the connection was given up. */
  rejects?: unknown;
}

interface Settled {
  readonly call: Call;
  readonly result?: IteratorResult<Value, undefined>;
  readonly error?: unknown;
}

/** A gate that runs, in the hand of the walk. */
interface Gate {
  readonly link: OpeningLink;
  readonly pass: () => void;
  readonly refuse: (error: Error) => void;
}

export class QueueWalk {
  readonly #random: SeededRandom;
  readonly #world: ConnectionWorld;
  readonly #model: QueueModel;
  readonly #maxPause: number;
  /** How the platform pauses: not at all, in vain, or so that the peer waits. */
  readonly #pauses: "never" | "in vain" | "well";
  readonly #hasGate: boolean;
  #gate: Gate | undefined;
  /** The live link, or the one that was last. */
  #dial: MemoryDial | undefined;
  #isLive = false;
  /** When the pause of the live link has lasted for too long, where it is paused. */
  #patience: number | undefined;
  readonly #readers: Reader[] = [];
  readonly #waiting: Call[] = [];
  readonly #settled: Settled[] = [];
  #open = 0;
  /** Steps in which nobody reads yet. */
  #unreadFor: number;
  #wasOverdue = false;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#unreadFor = random.pick([0, 0, 20, 60, Infinity]);
    this.#maxPause = random.pick([1_500, 20_000]);
    this.#pauses = random.pick(["never", "in vain", "well"] as const);
    this.#hasGate = random.chance(0.3);
    const limit = { messages: 1 + random.int(40), bytes: random.pick([60, 200, 10_000]) };
    this.#model = new QueueModel(limit);
    this.#world = new ConnectionWorld({
      network: {
        autoAccept: true,
        pause: this.#pauses !== "never",
        slack: this.#pauses === "in vain" ? Infinity : 0,
        faults: { talksAfterClosed: true },
      },
      limit,
      maxPause: this.#maxPause,
      binary: random.pick(["own", "view"]),
      dialTimeout: 0,
      keepaliveTimeout: 0,
      readLimit: 0,
      retry: {
        initialDelay: BACKOFF,
        multiplier: 1,
        minDelay: 0,
        jitter: "none",
        initialRetries: Infinity,
      },
      ...(this.#hasGate && { onOpen: (link) => this.#runGate(link) }),
    });
  }

  async run(steps: number): Promise<void> {
    await this.#settle();
    for (let step = 0; step < steps; step++) {
      await this.#step();
      await this.#settle();
    }
    await this.#finish();
  }

  async #step(): Promise<void> {
    const dice = this.#random.int(100);
    if (dice < 40 || (dice < 66 && this.#unreadFor-- > 0)) this.#burst();
    else if (dice < 50) this.#call(this.#reader());
    else if (dice < 60) this.#readOn();
    else if (dice < 66) this.#leave();
    else if (dice < 76) await this.#useGate();
    else if (dice < 84) await this.#pass(0);
    else if (dice < 94) await this.#pass(this.#random.pick([BACKOFF, 2_000]));
    else if (dice < 97) this.#endLink();
    else this.#talkLate();
  }

  // --- what its peer does ---

  #burst(): void {
    const count = this.#random.chance(0.1) ? 45 : 1 + this.#random.int(4);
    for (let at = 0; at < count && this.#isLive; at++) this.#write();
  }

  #write(): void {
    const { paused } = this.#dial as MemoryDial;
    // What waits behind a pause is not here yet.
    if (paused && this.#pauses === "well") return;
    const length = this.#random.chance(0.02) ? 300 : this.#random.int(20);
    const text = `${this.#model.received}.`.padEnd(length, "x");
    this.#dial?.message(this.#random.chance(0.7) ? text : new TextEncoder().encode(text));
    this.#model.received++;
    const [head] = this.#waiting;
    const isFed = head !== undefined && head.reader.max === undefined && this.#model.size === 0;
    // What is too much by itself is not even handed over.
    const fits = text.length <= this.#model.limit.bytes;
    if (isFed && fits && !this.#model.holding) this.#feed(text);
    else this.#keep(text);
  }

  #feed(text: string): void {
    const call = this.#waiting.shift() as Call;
    call.expected = [text];
    this.#model.read++;
  }

  #keep(text: string): void {
    const answer = this.#model.write(text);
    if (answer === "full") this.#linkEnded();
    if (answer !== "pause" || this.#pauses === "never") return;
    this.#patience ??= this.#world.clock.now() + this.#maxPause;
  }

  /** A socket that was let go goes on with what it has read already. */
  #talkLate(): void {
    if (this.#isLive || this.#dial === undefined || this.#dial.paused) return;
    this.#dial.message("late");
    this.#model.received++;
    this.#model.lose("closing");
  }

  #endLink(): void {
    if (!this.#isLive) return;
    if (this.#random.chance(0.3)) this.#world.connection.redial();
    else this.#dial?.drop();
    this.#linkEnded();
  }

  #linkEnded(): void {
    this.#isLive = false;
    this.#patience = undefined;
    this.#gate = undefined;
    const isShorter = this.#model.held.length > 0;
    if (this.#model.holding) this.#model.open(false);
    const isEmpty = this.#model.isCut && this.#model.size === 0;
    if (isEmpty || (isShorter && this.#model.isLow)) this.#goOn();
  }

  // --- its gate ---

  #runGate(link: OpeningLink): Promise<void> {
    return new Promise((pass, refuse) => {
      this.#gate = { link, pass, refuse };
    });
  }

  async #useGate(): Promise<void> {
    const gate = this.#gate;
    if (gate === undefined) return;
    const what = this.#random.pick(["pass", "refuse", "receive", "receive"] as const);
    if (what === "receive") return this.#receive(gate);
    if (what === "refuse") {
      gate.refuse(new Error("The gate refuses."));
      return this.#linkEnded();
    }
    gate.pass();
    this.#gate = undefined;
    this.#model.open(true);
  }

  /** The oldest that is held goes to the gate. */
  async #receive({ link }: Gate): Promise<void> {
    if (this.#model.held.length === 0) return;
    const expected = this.#model.held.shift();
    this.#model.read++;
    this.#model.fell();
    if (this.#model.isLow) this.#goOn();
    check((await textOf(link.receive())) === expected, "a gate receives the oldest that is held");
  }

  // --- time ---

  async #pass(ms: number): Promise<void> {
    await this.#world.clock.run(ms);
    if (this.#model.judge() === "full") this.#linkEnded();
    if (this.#patience !== undefined && this.#patience <= this.#world.clock.now()) this.#endPause();
    if (ms === 2_000) this.#compareTotal();
  }

  /** Losses are told within a second, and these 2 s are longer than that. */
  #compareTotal(): void {
    const { dropped } = this.#world.connection.stats();
    const total = this.#world.of("overflow").at(-1)?.total ?? 0;
    check(total === dropped, "all that was dropped is told in time", { total, dropped });
  }

  #endPause(): void {
    this.#patience = undefined;
    this.#model.isCut = this.#model.isRead;
    if (this.#model.isRead) this.#linkEnded();
    else this.#model.overdue = this.#wasOverdue = true;
  }

  // --- who reads ---

  #reader(): Reader {
    const known = this.#readers.filter(({ returned }) => !returned || this.#random.chance(0.05));
    if (known.length > 0 && this.#random.chance(0.8)) return this.#random.pick(known);
    return this.#newReader(this.#random.pick([undefined, undefined, 1, 3, Infinity]));
  }

  #newReader(max: number | undefined): Reader {
    const { connection } = this.#world;
    const controller = this.#random.chance(0.3) ? new AbortController() : undefined;
    const signal = controller?.signal;
    const iterable: AsyncIterable<Value> =
      max === undefined
        ? signal === undefined
          ? connection
          : connection.messages({ signal })
        : connection.batches({ max, signal });
    const iterator = iterable[Symbol.asyncIterator]() as AsyncIterator<Value, undefined>;
    const reader = { iterator, max, controller, returned: false };
    this.#readers.push(reader);
    return reader;
  }

  #call(reader: Reader): void {
    const call: Call = { reader };
    this.#next(call);
    const isAborted = reader.controller?.signal.aborted === true;
    if (reader.returned) call.expected = [];
    else if (isAborted) call.rejects = ABORT;
    else if (this.#waiting.length > 0) this.#waiting.push(call);
    else this.#serve(call);
  }

  #next(call: Call): void {
    this.#open++;
    void call.reader.iterator.next().then(
      (result) => this.#settled.push({ call, result }),
      (error: unknown) => this.#settled.push({ call, error }),
    );
  }

  #serve(call: Call): void {
    const taken = this.#take(call.reader.max);
    if (taken.length > 0) call.expected = taken;
    else this.#waiting.push(call);
  }

  #take(max?: number): string[] {
    const taken = this.#model.take(max);
    if (taken.length > 0 && this.#model.isLow) this.#goOn();
    return taken;
  }

  /** Who was told to stop is told to go on. */
  #goOn(): void {
    this.#patience = undefined;
    this.#model.overdue = this.#model.isCut = false;
  }

  #readOn(): void {
    const count = this.#random.chance(0.1) ? 30 : 1 + this.#random.int(4);
    for (let at = 0; at < count; at++) {
      const text = textOfValue(this.#world.connection.tryRead());
      check(text === this.#take()[0], "tryRead gives what is next", text);
    }
  }

  #leave(): void {
    const reader = this.#reader();
    const { controller, iterator } = reader;
    const aborts = controller !== undefined && !reader.returned && this.#random.chance(0.7);
    if (aborts) controller.abort(ABORT);
    else if (this.#random.chance(0.5)) void iterator.return?.();
    else void iterator.throw?.(new Error("mine")).catch(() => {});
    reader.returned ||= !aborts;
    for (const call of this.#waiting.filter((one) => one.reader === reader)) {
      this.#waiting.splice(this.#waiting.indexOf(call), 1);
      if (aborts) call.rejects = ABORT;
      else call.expected = [];
    }
  }

  // --- the laws ---

  async #settle(): Promise<void> {
    await this.#world.clock.settle();
    this.#follow();
    for (const call of this.#waiting.splice(0)) this.#serve(call);
    for (const settled of this.#settled.splice(0)) this.#arrived(settled);
    const lost = this.#waiting.length > 0 && this.#model.visible.length > 0;
    check(!lost, "nobody waits for what can be read");
    this.#compare();
  }

  /** A new link, where there is one. */
  #follow(): void {
    const { dials } = this.#world.network;
    const latest = dials.at(-1);
    if (latest === undefined || latest === this.#dial) return;
    check(!this.#isLive, "no link is left for another one without need");
    this.#dial = latest;
    this.#isLive = true;
    this.#model.holding = this.#hasGate;
  }

  #compare(): void {
    const { state, queued, queuedBytes, received, dropped } = this.#world.connection.stats();
    const model = this.#model;
    const is = [queued, queuedBytes, received, dropped];
    const should = [model.size, model.bytes, model.received, model.dropped];
    check(is.join() === should.join(), "the queue is as its model", { is, should });
    check(received === model.read + queued + dropped, "received = read + waiting + dropped");
    check(queuedBytes <= model.limit.bytes, "bytes stay below the limit");
    check(!model.judging || queued <= model.limit.messages, "messages stay below the limit");
    const isOpen = state === "connected" || state === "opening";
    check(isOpen === this.#isLive, "a link goes where one has to, and no other", { state });
    if (!this.#isLive || this.#dial === undefined) return;
    const { paused } = this.#dial;
    check(paused === (this.#patience !== undefined), "who has to stop is paused, and no other", {
      paused,
    });
  }

  #arrived({ call, result, error }: Settled): void {
    this.#open--;
    if (result === undefined || call.rejects !== undefined)
      return check(error === call.rejects, "next() rejects where it has to", String(error));
    const { value, done } = result;
    const texts = done === true ? [] : [value].flat().map((one) => textOfValue(one));
    const { expected } = call;
    check(texts.join() === expected?.join(), "next() gives what it should", { texts, expected });
    const isBatch = done === true || Array.isArray(value) === (call.reader.max !== undefined);
    check(isBatch, "a batch is a list");
  }

  // --- the end ---

  async #finish(): Promise<void> {
    const { clock, connection } = this.#world;
    const retires = this.#isLive && this.#dial?.paused === false && this.#random.chance(0.5);
    // A peer that says so is dialled no more.
    if (retires) this.#dial?.close(1008);
    else void connection.close({ timeout: 0 });
    this.#linkEnded();
    this.#model.grace = false;
    await clock.run(100);
    this.#expectEnd(this.#waiting.splice(0));
    this.#talkAfterEnd();
    while (this.#model.visible.length > 0) this.#readOn();
    const calls: Call[] = [undefined, 3].map((max) => ({ reader: this.#newReader(max) }));
    this.#expectEnd(calls);
    for (const call of calls) this.#next(call);
    // Calls that gave nothing may have used up what may be had without a macrotask.
    await clock.run();
    for (const settled of this.#settled.splice(0)) this.#arrived(settled);
    check(this.#open === 0, "no next() waits for ever");
    check(clock.pending === 0, "no timer is left");
    this.#compare();
    this.#compareTold();
  }

  /** The loop ends, or throws what the connection was given up for. */
  #expectEnd(calls: readonly Call[]): void {
    const [retired] = this.#world.of("retired");
    for (const call of calls)
      if (retired === undefined) call.expected = [];
      else call.rejects = retired.cause;
  }

  #talkAfterEnd(): void {
    if (this.#dial === undefined || this.#dial.paused) return;
    this.#dial.message("late");
    this.#model.received++;
    this.#model.lose("ended");
  }

  #compareTold(): void {
    const { lost, dropped, isRead } = this.#model;
    const told: Record<string, number> = {};
    const reports = this.#world.of("overflow");
    for (const { why, dropped } of reports) told[why] = (told[why] ?? 0) + dropped;
    for (const [why, count] of Object.entries(lost))
      check(told[why] === count, "all that was dropped is told", { told, lost });
    const total = reports.at(-1)?.total ?? 0;
    check(total === dropped, "the last report has the sum", { total, dropped });
    const warnings = this.#world.of("warning").length;
    const wasUnread = reports.some(({ policy }) => policy === "drop-oldest");
    check(warnings <= 1, "one warning is told at most");
    check(warnings === 1 || isRead || lost["overflow"] === undefined, "who never reads is warned");
    check(warnings === 0 || wasUnread || this.#wasOverdue, "who reads is not warned");
  }
}

async function textOf(data: Promise<string | Uint8Array>): Promise<string | undefined> {
  return textOfValue(await data);
}

function textOfValue(data: string | Uint8Array | undefined): string | undefined {
  return data instanceof Uint8Array ? new TextDecoder().decode(data) : data;
}
