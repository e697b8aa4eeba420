// One subscription against a hub over a link that breaks, with a reader that is slow: what the reader gets is compared with what was.

import type { SeededRandom } from "@skep/core/testing";
import type { ErrorCode } from "../../../src/error-codes.ts";
import type { Effect, Step } from "../../../src/subscription/effect.ts";
import type { Input } from "../../../src/subscription/input.ts";
import { initial, type State } from "../../../src/subscription/state.ts";
import { Channel, type Entry } from "./channel.ts";

export class Violation extends Error {
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** What stands on the wire to the client, in order. */
type Sent =
  | { readonly what: "entry"; readonly entry: Entry }
  | { readonly what: "input"; readonly input: Input };

type Asked = Extract<Effect, { readonly type: "subscribe" | "unsubscribe" }>;

export type Subject = (state: State, input: Input) => Step<State>;

const CAPACITY = 4;

export class World {
  readonly #random: SeededRandom;
  readonly #subject: Subject;
  readonly #reached: Set<string>;
  readonly #version: 0 | 1;
  readonly #channel = new Channel();
  #state: State;
  #isUp = false;
  #isArmed = false;
  /** The hub has the subscription of this link. */
  #isSubscribed = false;
  #toHub: Asked[] = [];
  #toClient: Sent[] = [];
  /** Entries whose number the hub has not handed on, as it skipped this client. */
  #skipped: Entry | undefined;
  // The reader: what waits of it, and what it has seen last.
  #waiting = 0;
  #seen: Entry | undefined;
  /** The last gap, if nothing was delivered since. */
  #gap: Extract<Effect, { readonly type: "gap" }> | undefined;
  #isOver = false;

  constructor(random: SeededRandom, subject: Subject, reached: Set<string>) {
    this.#random = random;
    this.#subject = subject;
    this.#reached = reached;
    this.#version = random.chance(0.15) ? 0 : 1;
    for (let count = random.int(5); count > 0; count--) this.#channel.publish(0);
    this.#state = initial(this.#wish());
  }

  /** How the subscription begins. The reader has seen what it has a position of. */
  #wish(): Parameters<typeof initial>[0] {
    const { top } = this.#channel;
    const dice = this.#version === 0 ? 1 : this.#random.next();
    if (dice < 0.3) return { last: this.#random.int(4) };
    if (dice > 0.5 || top === undefined) return {};
    this.#seen = top;
    return { since: this.#channel.position(top) };
  }

  run(steps: number): void {
    for (let left = steps; left > 0 && !this.#isOver; left--) this.#act();
    if (!this.#isOver) this.#settle();
  }

  // --- what happens ---

  #act(): void {
    const dice = this.#random.next();
    if (dice < 0.3) this.#publish();
    else if (dice < 0.6) this.#deliver();
    else if (dice < 0.72) this.#serve();
    else if (dice < 0.84) this.#read();
    else if (dice < 0.9) this.#toggleLink();
    else if (dice < 0.93) this.#ring();
    else if (dice < 0.95) this.#channel.trim(this.#random.int(4));
    else if (dice < 0.96) this.#breakHub();
    else if (dice < 0.965) this.#channel.lose(this.#random);
    else if (dice < 0.975) this.#skip();
    else if (dice < 0.98) this.#noise();
    else if (dice < 0.983) this.#forkAlive();
    else if (dice < 0.99) this.#drop(this.#random.pick(["rate", "expired", "slow"]));
    else if (this.#random.chance(0.05)) this.#end();
  }

  #publish(): void {
    // v0 has no hole that anybody could see.
    if (this.#version === 1 && this.#random.chance(0.04)) this.#channel.publish(0);
    this.#publishSafely();
  }

  #publishSafely(): void {
    const entry = this.#channel.publish(this.#random.chance(0.2) ? this.#random.int(3) : 0);
    if (!this.#isSubscribed) return;
    if (this.#skipped !== undefined) this.#sendGap();
    this.#toClient.push({ what: "entry", entry });
  }

  /** The hub skips a client that is slow, and says so before the next message. */
  #skip(): void {
    if (this.#isSubscribed && this.#version === 1) this.#skipped = this.#channel.publish(0);
  }

  #sendGap(): void {
    const position = this.#channel.position(this.#skipped);
    this.#skipped = undefined;
    const gap = { type: "gap", channel: "c", reason: "slow", position } as const;
    this.#toClient.push({ what: "input", input: { type: "torn", gap } });
  }

  #deliver(): void {
    const sent = this.#toClient.shift();
    if (sent?.what === "input") this.#input(sent.input);
    if (sent?.what === "entry") this.#input(this.#publication(sent.entry));
  }

  #publication({ serial, offset, previous }: Entry): Input {
    const bare = { type: "event", channel: "c", data: serial } as const;
    const publication =
      this.#version === 0 ? bare : { ...bare, timestamp: serial, offset, previous };
    return { type: "published", publication };
  }

  /** The hub reads a request. */
  #serve(): void {
    const asked = this.#toHub.shift();
    if (asked === undefined) return;
    this.#isSubscribed = asked.type === "subscribe";
    if (asked.type === "unsubscribe" || this.#version === 0) return;
    const { serial } = asked;
    if (this.#random.chance(0.1)) return this.#refuse(serial);
    // An answer that nobody can read.
    if (this.#random.chance(0.03)) return;
    const { replay, ...answer } = this.#channel.answer(asked.since, asked.last);
    this.#skipped = undefined;
    this.#toClient.push({ what: "input", input: { type: "acked", serial, ...answer } });
    for (const entry of replay) this.#toClient.push({ what: "entry", entry });
  }

  #refuse(serial: number): void {
    this.#isSubscribed = false;
    const code = this.#random.pick<ErrorCode>(["rate", "unavailable", "unauthorised"]);
    const input: Input = { type: "refused", serial, code, text: "later", after: 100 };
    this.#toClient.push({ what: "input", input });
  }

  /** The hub ends the subscription. */
  #drop(code: ErrorCode): void {
    if (!this.#isSubscribed || this.#version === 0) return;
    this.#isSubscribed = false;
    this.#toClient.push({ what: "input", input: { type: "dropped", code, text: "dropped" } });
  }

  #toggleLink(): void {
    if (this.#isUp) this.#cut();
    else {
      this.#isUp = true;
      this.#input({ type: "up", version: this.#version });
    }
  }

  #cut(): void {
    this.#isUp = this.#isSubscribed = false;
    this.#toHub = [];
    this.#toClient = [];
    this.#skipped = undefined;
    this.#input({ type: "down" });
  }

  #breakHub(): void {
    if (this.#isUp) this.#cut();
    if (this.#random.chance(0.5)) this.#channel.restart();
    else this.#channel.fork(this.#random.int(6));
  }

  /** The engine comes back with an older copy of its log while the link stands, and the hub tells it. */
  #forkAlive(): void {
    const isLive = this.#isSubscribed && this.#version === 1 && this.#skipped === undefined;
    if (!isLive || this.#channel.top === undefined || !this.#channel.fork(1 + this.#random.int(5)))
      return;
    const position = this.#channel.position(this.#channel.top);
    const gap = { type: "gap", channel: "c", reason: "fork", position } as const;
    this.#toClient.push({ what: "input", input: { type: "torn", gap } });
  }

  #ring(): void {
    if (!this.#isArmed) return;
    this.#isArmed = false;
    this.#input({ type: "due" });
  }

  #read(): void {
    const wasFull = this.#waiting >= CAPACITY;
    this.#waiting = Math.max(0, this.#waiting - 1 - this.#random.int(CAPACITY));
    if (wasFull && this.#waiting < CAPACITY) this.#input({ type: "room" });
  }

  #end(): void {
    const refusal = { type: "dropped", code: "forbidden", text: "no" } as const;
    this.#input(this.#random.chance(0.5) ? { type: "close" } : refusal);
    if (this.#state.name !== "ended") return;
    this.#isOver = true;
    for (const type of ["due", "full", "room", "down", "close"] as const) this.#input({ type });
    const { serial } = this.#state;
    this.#input({ type: "up", version: 1 });
    this.#input({ type: "acked", serial, position: this.#channel.position(undefined) });
    this.#input({ ...refusal, type: "refused", serial });
    this.#input(refusal);
    for (const input of this.#stray()) this.#input(input);
  }

  // --- what the subscription does ---

  #input(input: Input): void {
    const before = this.#state.name;
    this.#reached.add(`${before} ${input.type}`);
    const { state, effects } = this.#subject(this.#state, input);
    this.#state = state;
    if (state.name !== before) this.#isArmed = false;
    for (const effect of effects) {
      if (before === "ended") throw new Violation("an end is an end", effect.type);
      this.#perform(effect);
    }
    const isFull = this.#waiting >= CAPACITY && input.type !== "full";
    if (isFull && state.name === "live") this.#input({ type: "full" });
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "subscribe":
      case "unsubscribe":
        if (!this.#isUp) throw new Violation("asks on a link", effect.type);
        this.#toHub.push(effect);
        this.#isArmed = this.#version === 1;
        return;
      case "deliver":
        return this.#check(effect.publication.data as number);
      case "gap":
        return this.#checkGap(effect);
      case "recovered":
        if (!effect.recovered && this.#gap === undefined)
          throw new Violation("what is not recovered is a gap", "no gap was told");
        return;
      case "arm":
      case "renew":
        this.#isArmed = true;
        return;
      default:
    }
  }

  /** A gap begins where the reader is, and is one. */
  #checkGap(gap: Extract<Effect, { readonly type: "gap" }>): void {
    if (this.#version === 1) {
      const seen = this.#gap?.to?.offset ?? this.#seen?.offset;
      if (seen !== undefined && gap.from?.offset !== seen)
        throw new Violation("a gap begins where the reader is", `${gap.from?.offset}, not ${seen}`);
      if (gap.to === undefined) throw new Violation("a gap has an end", gap.reason);
    }
    this.#gap = gap;
  }

  /** A message that follows another one followed it in the channel, or a gap stands between, which is one and ends there. */
  #check(serial: number): void {
    const entry = this.#channel.entryOf(serial);
    const [seen, gap] = [this.#seen, this.#gap];
    this.#seen = entry;
    this.#gap = undefined;
    if (++this.#waiting > CAPACITY) throw new Violation("a full reader gets nothing", `${serial}`);
    if (gap === undefined) this.#checkNeighbour(entry, seen);
    else if (this.#version === 1) this.#checkEnd(entry, seen, gap.to?.offset);
    if (seen !== undefined && serial <= seen.serial)
      throw new Violation("nothing comes twice", `${serial} after ${seen.serial}`);
  }

  #checkNeighbour({ serial, before }: Entry, seen: Entry | undefined): void {
    if (seen !== undefined && seen.serial !== before)
      throw new Violation(
        "nothing is missed in silence",
        `${serial} after ${seen.serial}, not ${before}`,
      );
  }

  #checkEnd({ serial, before, previous }: Entry, seen: Entry | undefined, to?: number): void {
    if (seen !== undefined && seen.serial === before)
      throw new Violation("a gap is one", `${serial} follows ${before}`);
    if (previous !== to) throw new Violation("a gap ends where it says", `${previous}, not ${to}`);
  }

  // --- what cannot be, or comes too late ---

  #noise(): void {
    const input = this.#random.pick(this.#noises());
    this.#input(input);
  }

  #noises(): Input[] {
    const { name, position, serial } = this.#state;
    const old = { type: "refused", serial: serial - 1, code: "forbidden", text: "" } as const;
    const noises: Input[] = [{ type: "acked", serial: serial - 1 }, old];
    if (name !== "resting" && name !== "subscribing") noises.push({ type: "due" });
    if (name !== "waiting") noises.push({ type: "up", version: this.#version });
    if (name === "waiting") noises.push({ type: "down" }, { ...old, type: "dropped" });
    if (name === "resting") noises.push({ ...old, type: "dropped" });
    if (name === "live" || name === "subscribing") noises.push({ type: "room" });
    if (name === "subscribing") noises.push({ ...old, type: "dropped" });
    if (name !== "live") noises.push({ type: "full" });
    if (name !== "live") noises.push(...this.#stray());
    // A message of before comes again.
    const past = this.#channel.past(position);
    if (name === "live" && past !== undefined && this.#version === 1)
      noises.push(this.#publication(past));
    return noises;
  }

  #stray(): Input[] {
    const position = this.#channel.position(undefined);
    const gap = { type: "gap", channel: "c", reason: "slow", position } as const;
    const { top } = this.#channel;
    const torn: Input = { type: "torn", gap };
    return top === undefined ? [torn] : [torn, this.#publication(top)];
  }

  // --- the end: all is well, and everything arrives ---

  #settle(): void {
    if (!this.#isUp) this.#toggleLink();
    for (let round = 0; round < 300; round++) {
      if (round === 100 || round === 200) this.#publishSafely();
      // Now the alarm is longer than any answer takes.
      if (this.#toHub.length + this.#toClient.length === 0) this.#ring();
      this.#serve();
      this.#deliver();
      this.#read();
    }
    const [top, last] = [this.#channel.top?.serial, this.#seen?.serial];
    if (last !== top)
      throw new Violation(
        "everything arrives",
        `${last}, not ${top}; ${JSON.stringify(this.#state)} ${this.#isSubscribed} ${this.#waiting} ${this.#isArmed} v${this.#version} ${JSON.stringify(this.#toHub)}`,
      );
    if (this.#state.name !== "live" || !this.#isSubscribed)
      throw new Violation("hub and client agree", this.#state.name);
  }
}
