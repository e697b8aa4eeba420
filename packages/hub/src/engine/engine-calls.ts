// What the core asks of the engine, carried out: each question is asked once, and its answer is an input of the core.

import type { Effect } from "../core/effect.ts";
import type { Input } from "../core/input.ts";
import type { EngineSession } from "./engine.ts";

export type EngineEffect = Extract<
  Effect,
  { readonly type: "join" | "leave" | "read" | "publish" }
>;

export class EngineCalls {
  readonly #session: EngineSession;
  readonly #now: () => number;
  readonly #answer: (input: Input) => void;
  /** Told what the engine could not do. */
  readonly #failed: (error: unknown) => void;

  constructor(
    session: EngineSession,
    now: () => number,
    answer: (input: Input) => void,
    failed: (error: unknown) => void,
  ) {
    this.#session = session;
    this.#now = now;
    this.#answer = answer;
    this.#failed = failed;
  }

  perform(effect: EngineEffect): void {
    switch (effect.type) {
      case "join": {
        const { question } = effect;
        return this.#ask(
          () => this.#session.subscribe(effect.channel),
          (position) => ({
            type: "joined",
            question,
            position,
          }),
        );
      }
      case "read": {
        const { question } = effect;
        return this.#ask(
          () => this.#session.read(effect.channel, effect.range),
          (answer) => ({
            type: "read",
            question,
            answer,
          }),
        );
      }
      case "publish": {
        const { question } = effect;
        const request = { ...effect.request, time: this.#now() };
        return this.#ask(
          () => this.#session.publish(request),
          (published) => ({
            type: "published",
            question,
            published,
          }),
        );
      }
      default:
        this.#session.unsubscribe(effect.channel).catch(this.#failed);
    }
  }

  /** Without an answer, the engine is away. */
  #ask<T>(ask: () => Promise<T>, input: (answer: T | undefined) => Input): void {
    ask().then(
      (answer) => this.#answer(input(answer)),
      (error: unknown) => {
        this.#failed(error);
        this.#answer(input(undefined));
      },
    );
  }
}
