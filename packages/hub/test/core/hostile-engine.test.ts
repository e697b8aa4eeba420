// A broker in which anything may stand, as others reach it too: the core throws nothing, and what it writes is one message each.

import { SeededRandom } from "@skep/core/testing";
import { decodeFromHub } from "@skep/protocol";
import { expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import type { Input } from "../../src/core/input.ts";
import { type Namespace, PLAIN } from "../../src/core/namespace.ts";
import type { EngineMessage, ReadAnswer } from "../../src/engine/engine.ts";
import { Bench } from "./support/core-bench.ts";
import { writtenBy } from "./support/outlets.ts";

const SEEDS = 100;
const STEPS = 300;

const kept = (slow: Namespace["slow"]): Namespace => ({
  ...PLAIN,
  retention: { messages: 9, age: 1e9 },
  slow,
});
const CHANNELS: Record<string, Namespace> = {
  a: kept("cursor"),
  b: { ...PLAIN, slow: "latest" },
  c: kept("disconnect"),
  d: PLAIN,
};
const NAMES = Object.keys(CHANNELS);
/** The last one speaks v0. */
const CLIENTS = ["x", "y", "old"];
const OFFSETS = [0, 1, 2, 3, 4, 5, 8, 13, 20, Number.MAX_SAFE_INTEGER, 2 ** 53];
const TIMES = [0, 1, 2, 3, 1e300, Number.NaN, -5, 1.5];
const PAYLOADS = [
  "",
  "x",
  "event  \n1",
  'event  \n1}\n{"type":"goaway","code":"draining","after":0',
  "event a b c\n1",
  `event  ${"k".repeat(70_000)}\n1`,
  `event  \n"${"x".repeat(70_000)}"`,
  'error  \n"\ud800"',
  'process_output p \n"line"',
];

class HostileWorld {
  readonly #random: SeededRandom;
  readonly #bench: Bench;
  #waiting = 0;
  #count = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#bench = new Bench({
      namespaceOf: (channel) => CHANNELS[channel] ?? kept("cursor"),
      most: 800,
      pendingOf: () => this.#waiting,
      ring: 4,
    });
    for (const client of CLIENTS) this.#connect(client);
  }

  #connect(client: string): void {
    this.#bench.connect(client, client === "old" ? 0 : 1);
  }

  get #position() {
    const [offset, time] = [this.#random.pick(OFFSETS), this.#random.pick(TIMES)];
    return { epoch: this.#random.pick(["e", "f", "g"]), offset, time };
  }

  #message(channel = this.#random.pick([...NAMES, "$all"])): EngineMessage {
    const position = this.#position;
    const previous = this.#random.pick([0, position.offset - 1, position.offset, 2 ** 53, -1]);
    return { channel, ...position, previous, payload: this.#random.pick(PAYLOADS) };
  }

  #answer(channel: string): ReadAnswer {
    const top = this.#position;
    const gap = this.#random.pick(["epoch", "trimmed", "fork", "limit"] as const);
    const entries = Array.from({ length: this.#random.int(9) }, () => this.#message(channel));
    return this.#random.chance(0.3) ? { top, gap } : { top, entries };
  }

  /** The engine answers one of its questions. */
  #answered(): void {
    const { effects } = this.#bench;
    const effect = effects.find(({ type }) => type === "join" || type === "read");
    if (effect?.type !== "join" && effect?.type !== "read") return;
    const isAway = this.#random.chance(0.15);
    const input: Input =
      effect.type === "join"
        ? { type: "joined", question: 0, position: isAway ? undefined : this.#position }
        : { type: "read", question: 0, answer: isAway ? undefined : this.#answer(effect.channel) };
    this.#bench.answer(effect.type, input);
  }

  /** A client asks for something. */
  #asked(): void {
    const id = ++this.#count;
    const since = { e: "e", o: this.#random.int(20), t: 3 };
    const type = this.#random.chance(0.8) ? "subscribe" : "unsubscribe";
    const more = this.#random.pick([{}, { last: 3 }, { since }, { since, last: 3 }]);
    const request = { type, id, channel: this.#random.pick(NAMES), ...more };
    this.#bench.say(this.#random.pick(CLIENTS), request);
  }

  step(): void {
    const dice = this.#random.next();
    if (dice < 0.35) this.#bench.input({ type: "message", message: this.#message() });
    else if (dice < 0.42)
      this.#bench.input({
        type: "top",
        channel: this.#random.pick(NAMES),
        position: this.#position,
      });
    else if (dice < 0.72) this.#answered();
    else if (dice < 0.76)
      this.#bench.input({ type: "engine", status: this.#random.pick(["up", "down"]) });
    else if (dice < 0.8) this.#bench.input({ type: "retry" });
    else if (dice < 0.84) this.#waiting = this.#waiting === 0 ? 5_000 : 0;
    else if (dice < 0.9) this.#bench.input({ type: "drained", client: this.#random.pick(CLIENTS) });
    else this.#asked();
    this.#check();
  }

  /** Each piece is one message of a hub, and fits into a frame. */
  #check(): void {
    for (const { text } of this.#bench.effects.flatMap(writtenBy)) {
      const types = decodeFromHub(text).map(({ type }) => type);
      if (types.length !== 1 || types[0] === "goaway" || text.length > 65_536)
        throw new Error(`It is no message of a hub: ${text.slice(0, 200)}`);
    }
    const closed = this.#bench.effects.flatMap((effect) =>
      effect.type === "close" ? [effect.client] : [],
    );
    const isOpen = ({ type }: Effect): boolean => type === "join" || type === "read";
    this.#bench.effects = this.#bench.effects.filter(isOpen);
    for (const client of closed) {
      this.#bench.input({ type: "disconnected", client });
      this.#connect(client);
    }
  }
}

test("whatever stands in a broker, a hub throws nothing and writes what clients can part", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = new HostileWorld(seed);
    const run = (): void => {
      for (let left = STEPS; left > 0; left--) world.step();
    };
    expect(run, `seed ${seed}`).not.toThrow();
  }
});
