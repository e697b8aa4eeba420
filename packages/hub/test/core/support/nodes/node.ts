// One hub of several: its core, and its way to the broker, which is slow, loses copies and answers, and may be away.

import type { SeededRandom } from "@skep/core/testing";
import type { Effect } from "../../../../src/core/effect.ts";
import type { Input } from "../../../../src/core/input.ts";
import { BrokerLink, type SimulatedBroker } from "../../../engine/support/simulated-broker.ts";
import type { Core } from "../schedule-world.ts";
import { Violation } from "../violation.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Plan } from "./plan.ts";

type Question = Extract<Effect, { readonly type: "join" | "leave" | "read" | "publish" }>;

/** What all nodes share. */
export interface NodeWorld {
  readonly random: SeededRandom;
  readonly broker: SimulatedBroker;
  readonly chronicle: Chronicle;
  /** What goes wrong now. */
  readonly plan: () => Plan;
  /** Another time for each message. */
  readonly nextTime: () => number;
  readonly perform: (effect: Effect, node: SimulatedNode) => void;
  readonly make: () => Core;
}

export class SimulatedNode {
  readonly #world: NodeWorld;
  link = new BrokerLink();
  #core!: Core;
  #asked: Question[] = [];
  #answers: { readonly input: Input; readonly outages: number }[] = [];
  /** Outages that there were, and that it was told. */
  #outages = 0;
  #toldOutages = 0;
  /** Its calls fail. */
  isAway = false;
  /** What its core was told of the engine, and what it has told of itself. */
  #isToldDown = false;
  isDegraded = false;
  isRetryAsked = false;
  readonly calls = new Set<number>();

  constructor(world: NodeWorld) {
    this.#world = world;
    this.start();
  }

  /** Begins anew, with an engine that is there. */
  start(): void {
    const { broker, random } = this.#world;
    broker.disconnect(this.link);
    this.link = new BrokerLink();
    this.link.losesNext = () => random.chance(this.#world.plan().lost);
    broker.connect(this.link);
    this.#asked = [];
    this.#answers = [];
    this.#outages = this.#toldOutages = 0;
    this.isAway = this.#isToldDown = this.isDegraded = this.isRetryAsked = false;
    this.calls.clear();
    this.#core = this.#world.make();
    this.#perform(this.#core.begin());
    // A hub takes clients when it tells broadcasts.
    this.#ask(true);
    this.answer();
  }

  get isQuiet(): boolean {
    return this.#asked.length + this.#answers.length + this.link.onTheWay.length === 0;
  }

  input(input: Input): void {
    this.#perform(this.#core.step(input));
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === "publish" && this.#isToldDown)
        throw new Violation("an engine that is away is not asked to publish", "it was");
      if (isQuestion(effect)) this.#asked.push(effect);
      if (effect.type === "degraded") this.isDegraded = !this.isDegraded;
      if (effect.type === "retry") this.isRetryAsked = true;
      if (effect.type === "settled") this.calls.delete(effect.call);
      this.#world.perform(effect, this);
    }
    if (this.#isToldDown && !this.isDegraded)
      throw new Violation("a hub whose engine is away says so", "it does not");
  }

  // --- faults ---

  /** It cannot reach the broker, and is told some time later. What it has asked may have been done. */
  leave(): void {
    this.isAway = this.link.isCut = true;
    this.#outages++;
    this.link.drop();
    this.link.tell({ type: "status", status: "down" });
  }

  comeBack(): void {
    this.isAway = this.link.isCut = false;
    // It reads on by itself.
    this.link.tails.clear();
    this.link.tell({ type: "status", status: "up" });
  }

  // --- what the broker does ---

  /** One thing that is on its way arrives. */
  hear(): void {
    const told = this.link.take();
    if (told === undefined) return;
    if (told.type !== "status") return this.input(told);
    this.#isToldDown = told.status === "down";
    if (this.#isToldDown) this.#toldOutages++;
    this.input({ type: "engine", status: told.status });
  }

  /** One question is carried out. The engine answers in any order, and messages overtake its answers. */
  ask(): void {
    this.#ask(false);
  }

  #ask(isSure: boolean): void {
    const effect = this.#asked.shift();
    if (effect === undefined) return;
    const { plan, random } = this.#world;
    const isFailing = !isSure && random.chance(plan().failing);
    const answer = this.#carryOut(effect, this.isAway || isFailing);
    if (answer !== undefined) this.#answers.push({ input: answer, outages: this.#outages });
  }

  #carryOut(effect: Question, isAway: boolean): Input | undefined {
    const { broker, chronicle, nextTime, random } = this.#world;
    switch (effect.type) {
      case "join": {
        const { channel, question } = effect;
        const position = isAway ? undefined : broker.subscribe(this.link, channel);
        return { type: "joined", question, position };
      }
      case "read": {
        const { channel, question, range } = effect;
        return {
          type: "read",
          question,
          answer: isAway ? undefined : broker.read(channel, range, 0),
        };
      }
      case "publish": {
        const { question, request } = effect;
        // Without an answer nobody knows whether it was kept.
        const isKept = !isAway || (!this.isAway && random.chance(0.5));
        const published = isKept ? chronicle.publish({ ...request, time: nextTime() }) : undefined;
        return { type: "published", question, published: isAway ? undefined : published };
      }
      default:
        this.link.channels.delete(effect.channel);
        this.link.tails.delete(effect.channel);
        this.link.drop(effect.channel);
        return undefined;
    }
  }

  /** One answer arrives. That of a broker that was away comes behind the news that it was. */
  answer(): void {
    const ready = this.#answers.filter(({ outages }) => outages <= this.#toldOutages);
    if (ready.length === 0) return;
    const answer = this.#world.random.pick(ready);
    this.#answers = this.#answers.filter((each) => each !== answer);
    this.input(answer.input);
  }

  retry(): void {
    if (!this.isRetryAsked) return;
    this.isRetryAsked = false;
    this.input({ type: "retry" });
  }
}

function isQuestion(effect: Effect): effect is Question {
  return ["join", "leave", "read", "publish"].includes(effect.type);
}
