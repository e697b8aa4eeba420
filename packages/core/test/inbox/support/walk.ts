// A random life of an inbox beside its model: every answer is compared, every law is checked at each step.

import { BackpressureError } from "../../../src/errors.ts";
import type { InboxMessage } from "../../../src/inbox/message.ts";

import type { SeededRandom } from "../../../src/testing/seeded-random.ts";
import { check, Model, ModelPeer, type Share, shareOf, within } from "./model.ts";
import { textOf, World, type WorldPeer } from "./world.ts";

const ABORT = new Error("The reader was given up.");

/** Of one peer, before the others have their turn. */
const QUANTUM = 8;

type Value = InboxMessage | readonly InboxMessage[];

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
  /** In place of that: it was taken back, or too many are open. */
  rejects?: unknown;
}

interface Pair {
  readonly model: ModelPeer;
  readonly queue: WorldPeer;
}

type Result = IteratorResult<Value, undefined>;
type Settled = { readonly call: Call; readonly result?: Result; readonly error?: unknown };

/** How many calls may be open at once. */
const OPEN_READS = 1_024;

export class Walk {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #model: Model;
  readonly #pairs: Pair[] = [];
  readonly #readers: Reader[] = [];
  readonly #waiting: Call[] = [];
  #settled: Settled[] = [];
  /** Who was hit by the limit, in order. */
  readonly #hits: ModelPeer[] = [];
  /** Who was let go by a timer, while timers fire. */
  #released: ModelPeer[] | undefined;
  #open = 0;
  /** Steps in which nobody reads yet. */
  #unreadFor: number;

  constructor(random: SeededRandom) {
    this.#random = random;
    const messages = 1 + random.int(40);
    this.#unreadFor = random.pick([0, 0, 20, 60, Infinity]);
    this.#world = new World({
      capacity: 1 + random.int(messages),
      limit: { messages, bytes: random.pick([60, 200, 10_000]) },
      overflow: random.pick(["disconnect", "drop-oldest", "drop-newest"]),
      maxPause: random.pick([1_500, 20_000]),
      discard: random.chance(0.05),
      binary: random.pick(["own", "view"]),
      unread: true,
    });
    this.#model = new Model(this.#world.options);
    for (let at = 0; at < 1 + random.int(4); at++) this.#connect();
  }

  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.#step();
      // Whoever looks ends a run of the inbox: not after each step.
      if (this.#random.chance(0.4)) this.#compare();
      if (this.#random.chance(0.3)) await this.#settle();
    }
    await this.#finish();
  }

  #step(): void {
    const { model, queue } = this.#random.pick(this.#pairs);
    const dice = this.#random.int(100);
    if (dice < 45 || (dice < 76 && this.#unreadFor-- > 0)) this.#burst({ model, queue });
    else if (dice < 60) this.#next();
    else if (dice < 70) this.#readOn();
    else if (dice < 76) this.#leave();
    else if (dice < 82) this.#gate({ model, queue });
    else if (dice < 92) this.#macrotask();
    else if (dice < 94) this.#drop({ model, queue });
    else if (dice < 96) queue.flush();
    else if (dice < 98) this.#end({ model, queue });
    else if (this.#pairs.length < 8) this.#connect();
  }

  // --- what can happen ---

  #connect(): void {
    const model = new ModelPeer(`p${this.#pairs.length}`, this.#random.chance(0.5));
    const queue = this.#world.open(model.id);
    queue.onResume(() => this.#resumed({ model, queue }));
    if (model.listens) queue.onFull(() => this.#toldFull(model));
    for (const way of ["dropOldest", "dropNewest"] as const) {
      const record = queue.queue;
      const drop = record[way].bind(record);
      record[way] = () => {
        this.#hits.push(model);
        drop();
      };
    }
    this.#model.peers.push(model);
    this.#pairs.push({ model, queue });
  }

  #burst(pair: Pair): void {
    const count = this.#random.chance(0.1) ? 20 : 1 + this.#random.int(4);
    for (let at = 0; at < count; at++) this.#write(pair);
  }

  #write({ model, queue }: Pair): void {
    const length = this.#random.chance(0.02) ? 300 : this.#random.int(20);
    const text = `${model.id}.${model.received}.`.padEnd(length, "x");
    const answer = queue.write(text, 1);
    model.received++;
    const expected = this.#expectWrite(model, text);
    check(answer === expected, "write answers as the model does", { answer, expected, text });
    if (answer === "pause") queue.paused();
  }

  #expectWrite(model: ModelPeer, text: string): "ok" | "pause" | "full" {
    if (model.ended || this.#model.ended) {
      model.lose("ended");
      return model.ended ? "full" : "ok";
    }
    if (model.cut) return this.#expectFull(model);
    if (this.#model.options.discard && !model.holding) {
      model.lose("overflow");
      return "ok";
    }
    const head = this.#waiting[0];
    const fits = text.length <= this.#model.options.limit.bytes;
    const hungry = head?.reader.max === undefined && this.#model.ready.length === 0;
    if (head !== undefined && hungry && fits && !model.holding) {
      this.#waiting.shift();
      head.expected = [text];
      model.read++;
      this.#model.taken++;
      return "ok";
    }
    const isKept = this.#model.makeRoom(model, text.length, this.#nextHit);
    if (isKept) {
      this.#model.keep(model, text);
      this.#model.taken++;
    } else if (model.cut) return this.#expectFull(model);
    else model.lose("overflow");
    const few = model.size <= 1 || within(1, model, this.#model.share);
    if (model.holding || few) return "ok";
    if (this.#model.overflow === "disconnect") model.overdue = false;
    if (model.overdue) return isKept ? this.#expectOverdue(model) : "ok";
    model.waiting = true;
    model.patience ??= this.#world.clock.now() + this.#model.options.maxPause;
    return "pause";
  }

  /** Its pause has lasted for too long; unread, its queue stays as long as it is. */
  #expectOverdue(model: ModelPeer): "ok" {
    if (this.#model.replacesDisconnect) this.#model.dropOldest(this.#nextHit([model]));
    return "ok";
  }

  #expectFull(model: ModelPeer): "full" {
    model.lose("overflow");
    model.toldFull = model.waiting = true;
    return "full";
  }

  /** Which of several that are equally long is hit first is free; what counts is that it is one of them. */
  readonly #nextHit = (longest: ModelPeer[]): ModelPeer => {
    const hit = this.#hits.shift();
    check(hit !== undefined && longest.includes(hit), "the limit hits the longest", {
      hit,
      longest,
    });
    return hit;
  };

  #next(): void {
    const reader = this.#reader();
    const many = this.#random.pick([100, 100, 1_100]);
    const count = this.#random.chance(0.03) ? many : 1;
    for (let at = 0; at < count; at++) this.#call(reader);
  }

  #call(reader: Reader): void {
    const before = this.#pairs.map(({ queue }) => queue.size);
    const call: Call = { reader };
    this.#open++;
    void reader.iterator.next().then(
      (result) => this.#settled.push({ call, result }),
      (error: unknown) => this.#settled.push({ call, error }),
    );
    const canRead = this.#waiting.length === 0 && this.#model.ready.length > 0;
    const aborted = reader.controller?.signal.aborted === true && !reader.returned;
    this.#model.used ||= !reader.returned && !aborted;
    if (reader.returned) call.expected = [];
    else if (aborted) call.rejects = ABORT;
    else if (canRead) call.expected = this.#takeBy(reader, before);
    else if (this.#model.ended) call.expected = [];
    else if (this.#waiting.length >= OPEN_READS) call.rejects = BackpressureError;
    else this.#waiting.push(call);
  }

  /** Whose turn it is, is free within the laws of turns; the rest is not. */
  #takeBy(reader: Reader, before: readonly number[]): string[] {
    const at = this.#pairs.findIndex(({ queue }, peer) => queue.size < (before[peer] as number));
    const { model } = this.#pairs[at] as Pair;
    return this.#take(model, reader.max);
  }

  #take(model: ModelPeer, max: number | undefined): string[] {
    const taken = model.visible.splice(0, max ?? 1);
    model.read += taken.length;
    model.others.clear();
    for (const other of this.#model.ready) if (other !== model) this.#passOver(other, model, max);
    this.#model.fell();
    return taken;
  }

  #passOver(waiting: ModelPeer, served: ModelPeer, max: number | undefined): void {
    const turn = waiting.others.get(served.id) ?? [0, 0];
    turn[max === undefined ? 0 : 1]++;
    waiting.others.set(served.id, turn);
    const fair = turn[0] <= QUANTUM && turn[1] <= 1;
    check(fair, "no peer has two turns while another waits for one", { waiting, served });
  }

  #readOn(): void {
    const count = this.#random.chance(0.1) ? 30 : 1 + this.#random.int(4);
    for (let at = 0; at < count; at++) this.#tryRead();
  }

  #tryRead(): void {
    this.#model.used = true;
    const message = this.#world.inbox.tryRead();
    const { ready } = this.#model;
    check((message === undefined) === (ready.length === 0), "tryRead gives what is there");
    if (message === undefined) return;
    const model = this.#peerOf(textOf(message));
    check(this.#take(model, undefined)[0] === textOf(message), "tryRead keeps the order");
  }

  #leave(): void {
    const reader = this.#reader();
    if (reader.controller && !reader.returned && this.#random.chance(0.7))
      return this.#abort(reader, reader.controller);
    reader.returned = true;
    if (this.#random.chance(0.5)) void reader.iterator.return?.();
    else void reader.iterator.throw?.(new Error("mine")).catch(() => {});
    for (const call of this.#takeBack(reader)) call.expected = [];
  }

  #abort(reader: Reader, controller: AbortController): void {
    controller.abort(ABORT);
    for (const call of this.#takeBack(reader)) call.rejects = ABORT;
  }

  /** Calls that are taken back take no message. */
  #takeBack(reader: Reader): readonly Call[] {
    const calls = this.#waiting.filter((one) => one.reader === reader);
    for (const call of calls) this.#waiting.splice(this.#waiting.indexOf(call), 1);
    return calls;
  }

  #gate({ model, queue }: Pair): void {
    const what = this.#random.pick(["hold", "release", "discard", "takeHeld"] as const);
    if (what === "takeHeld") return this.#takeHeld({ model, queue });
    queue[what]();
    if (model.ended) return;
    model.holding = what === "hold";
    if (what === "hold") return;
    const held = model.held.splice(0);
    if (what === "discard" || this.#model.options.discard) {
      if (held.length > 0) model.lose("refused", held.length);
      this.#model.fell();
      return;
    }
    if (model.visible.length === 0) model.others.clear();
    model.visible.push(...held);
  }

  /** As a gate receives. */
  #takeHeld({ model, queue }: Pair): void {
    const data = queue.takeHeld();
    const expected = model.held.shift();
    check(data === expected, "the oldest that is held");
    if (expected === undefined) return;
    model.read++;
    this.#model.fell();
  }

  #macrotask(): void {
    this.#released = [];
    this.#world.clock.advance(this.#random.pick([0, 0, 500, 2_000]));
    const released = this.#released;
    this.#released = undefined;
    this.#model.judge(this.#nextHit);
    for (const { model } of this.#pairs) this.#losePatience(model, released);
  }

  #losePatience(model: ModelPeer, released: ModelPeer[]): void {
    const over = model.patience !== undefined && model.patience <= this.#world.clock.now();
    const resumed = released.filter((peer) => peer === model).length;
    if (over) model.patience = undefined;
    if (over && this.#model.overflow === "disconnect") model.cut = true;
    else if (over) model.overdue = true;
    const expected = over && (model.overdue || !model.listens) ? 1 : 0;
    check(resumed === expected, "a pause ends as overflow says", { model, resumed });
  }

  #drop({ model, queue }: Pair): void {
    queue.drop(2);
    model.received += 2;
    model.lose(model.ended ? "ended" : "closing", 2);
  }

  #end({ model, queue }: Pair): void {
    queue.end();
    this.#ended(model);
  }

  #ended(model: ModelPeer): void {
    if (model.held.length > 0) model.lose("refused", model.held.length);
    model.held.length = 0;
    model.holding = false;
    model.goOn();
    model.cut = model.toldFull = false;
    model.ended = true;
    this.#model.fell();
  }

  /** What a gate holds is lost, and who was stopped goes on; its link does not end. */
  #inboxEnded(model: ModelPeer): void {
    if (model.held.length > 0) model.lose("refused", model.held.length);
    model.held.length = 0;
    model.holding = false;
    model.goOn();
    model.cut = model.toldFull = false;
    this.#model.fell();
  }

  #resumed({ model, queue }: Pair): void {
    check(model.waiting && !model.ended, "to go on is told only to who was told to stop", model);
    if (this.#released !== undefined) return void this.#released.push(model);
    if (this.#world.inbox.isEnded) return model.goOn();
    const low = within(4, queue, this.#shareNow());
    check(low, "to go on is told at the low mark", [queue.size, queue.bytes, this.#shareNow()]);
    model.goOn();
  }

  #toldFull(model: ModelPeer): void {
    check(!this.#model.replacesDisconnect, "an unread inbox ends no link", model);
    check(model.cut && !model.toldFull && !model.ended, "full is told once to who is cut", model);
    model.toldFull = model.waiting = true;
  }

  /** As `Model.share`, from the queues: between two steps the model does not know yet who was served. */
  #shareNow(): Share {
    const queues = this.#pairs.map(({ queue }) => queue);
    return shareOf(this.#model.options, queues);
  }

  // --- what must hold ---

  #compare(): void {
    const { inbox } = this.#world;
    const model = this.#model;
    const { limit } = model.options;
    for (const { model: peer, queue } of this.#pairs) {
      const is = [queue.size, queue.bytes, queue.received, queue.dropped, queue.isStopped];
      const should = [peer.size, peer.bytes, peer.received, peer.dropped, peer.waiting || peer.cut];
      check(is.join() === should.join(), "a queue is as its model", { id: peer.id, is, should });
      const sum = peer.read + peer.size + peer.dropped;
      check(peer.received === sum, "received = read + waiting + dropped", peer);
    }
    const is = [inbox.size, inbox.bytes, this.#world.taken];
    const should = [model.size, model.bytes, model.taken];
    check(is.join() === should.join(), "the inbox is as its model", { is, should });
    check(this.#hits.length === 0, "nobody is hit without need", this.#hits);
    check(inbox.bytes <= limit.bytes, "bytes stay below the limit");
    check(!model.judging || inbox.size <= limit.messages, "messages stay below the limit");
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    for (const settled of this.#settled) this.#arrived(settled);
    this.#settled = [];
    const lost = this.#waiting.length > 0 && this.#model.ready.length > 0;
    check(!lost, "nobody waits for what can be read");
    for (const { model } of this.#pairs) {
      const due = model.size === 0 || (!model.toldFull && within(8, model, this.#model.share));
      check(!model.waiting || !due, "who was stopped is let go", [model, this.#model.share]);
      const silent = model.cut && model.listens && !model.toldFull && !model.ended;
      check(!silent, "who is cut is told at once", model);
    }
    this.#compare();
  }

  #arrived({ call, result, error }: Settled): void {
    this.#open--;
    if (result === undefined || call.rejects !== undefined)
      return this.#compareRejected(call.rejects, error);
    const texts = result.done === true ? [] : [result.value].flat().map((one) => textOf(one));
    if (call.expected === undefined) {
      check(this.#waiting.shift() === call, "who came first is served first");
      if (texts.length === 0) check(this.#model.ended, "the end comes at the end");
      else call.expected = this.#take(this.#peerOf(texts[0] as string), call.reader.max);
    }
    check(texts.join() === (call.expected ?? []).join(), "next() gives what it should", {
      texts,
      expected: call.expected,
    });
    const { max } = call.reader;
    check(
      result.done === true || Array.isArray(result.value) === (max !== undefined),
      "a batch is a list",
    );
  }

  #compareRejected(expected: unknown, error: unknown): void {
    const rightly =
      expected === BackpressureError ? error instanceof BackpressureError : error === ABORT;
    check(
      rightly && expected !== undefined,
      "next() rejects when it is taken back, or too many are open",
      {
        error: String(error),
      },
    );
  }

  async #finish(): Promise<void> {
    await this.#settle();
    this.#world.inbox.end();
    this.#model.ended = true;
    this.#compareWarnings();
    for (const { model } of this.#pairs) this.#inboxEnded(model);
    this.#model.grace = false;
    for (const pair of this.#pairs) this.#write(pair);
    await this.#settle();
    while (this.#model.ready.length > 0) this.#tryRead();
    this.#call(this.#newReader(undefined));
    // Calls that gave nothing may have used up what may be had without a macrotask.
    await this.#world.clock.run();
    await this.#settle();
    check(this.#open === 0, "no next() waits for ever");
    check(this.#world.clock.pending === 0, "no timer is left");
    for (const { model } of this.#pairs) this.#compareTold(model);
  }

  #compareWarnings(): void {
    const { replacesDisconnect, options, peers } = this.#model;
    const count = this.#world.warnings.length;
    check(
      count <= (options.overflow === "disconnect" ? 1 : 0),
      "one warning is told, where links would end",
    );
    const lost = !options.discard && peers.some(({ lost: { overflow } }) => overflow !== undefined);
    check(count === 1 || !replacesDisconnect || !lost, "who never reads is warned");
  }

  #compareTold(model: ModelPeer): void {
    if (this.#model.options.discard) return this.#compareUntold(model);
    const told: Record<string, number> = {};
    let total = 0;
    for (const report of this.#world.told.filter(({ id }) => id === model.id)) {
      told[report.why] = (told[report.why] ?? 0) + report.dropped;
      total = report.total;
    }
    for (const [why, count] of Object.entries(model.lost))
      check(told[why] === count, "all that was dropped is told", {
        id: model.id,
        why,
        told,
        count,
      });
    check(total === model.dropped, "the last report has the sum", { told, total });
  }

  /** But for what a gate holds, and what it has received. */
  #compareUntold({ id, dropped, read, received, held }: ModelPeer): void {
    const told = this.#world.told.some((report) => report.id === id);
    const adds = dropped + held.length + read === received;
    check(!told && adds, "what is discarded is counted only", id);
  }

  #peerOf(text: string): ModelPeer {
    const id = text.slice(0, text.indexOf("."));
    return this.#model.peers.find((peer) => peer.id === id) as ModelPeer;
  }

  #reader(): Reader {
    const known = this.#readers.filter(({ returned }) => !returned || this.#random.chance(0.05));
    if (known.length > 0 && this.#random.chance(0.8)) return this.#random.pick(known);
    return this.#newReader(this.#random.pick([undefined, undefined, 1, 3, Infinity]));
  }

  #newReader(max: number | undefined): Reader {
    const { inbox } = this.#world;
    const controller = this.#random.chance(0.3) ? new AbortController() : undefined;
    const signal = controller?.signal;
    const iterable: AsyncIterable<Value> =
      max === undefined
        ? signal === undefined
          ? inbox
          : inbox.messages({ signal })
        : inbox.batches({ max, signal });
    const iterator = iterable[Symbol.asyncIterator]() as AsyncIterator<Value, undefined>;
    const reader = { iterator, max, controller, returned: false };
    this.#readers.push(reader);
    return reader;
  }
}
