// The shell of a diagnosis: gives it what happens, one input after the other, and performs what it asks for. It decides nothing.

import type { Clock, Timer } from "@skep/core/base";
import { diagnose } from "./diagnosis/diagnose.ts";
import {
  type Diagnosis,
  type DiagnosisEffect,
  type DiagnosisInput,
  type DiagnosisRules,
  type Ruling,
  undiagnosed,
} from "./diagnosis/diagnosis.ts";

/** Who is told what a diagnosis says, and asked what it cannot know. */
export interface DiagnosisListener {
  changed(effect: Extract<DiagnosisEffect, { readonly type: "changed" }>): void;
  flapping(isFlapping: boolean): void;
  /** Whose fault it is that the service fails. Never rejects. */
  judge(): Ruling | Promise<Ruling>;
}

export class DiagnosisShell {
  readonly #rules: DiagnosisRules;
  readonly #clock: Clock;
  readonly #listener: DiagnosisListener;
  #now: Diagnosis = undiagnosed;
  // Bound: what listeners cause while one input is answered; empty when that is done.
  readonly #inputs: DiagnosisInput[] = [];
  #isStepping = false;
  #isStopped = false;
  #deadline: Timer | undefined;
  #asked = 0;
  #ruling: Promise<unknown> | undefined;

  constructor(rules: DiagnosisRules, clock: Clock, listener: DiagnosisListener) {
    this.#rules = rules;
    this.#clock = clock;
    this.#listener = listener;
  }

  get now(): Diagnosis {
    return this.#now;
  }

  /** Resolves when it is decided whose fault it is that the service fails, if that is being asked. */
  get ruled(): Promise<unknown> {
    return this.#now.isHeld ? (this.#ruling ?? Promise.resolve()) : Promise.resolve();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isStopped = true;
    this.#deadline?.cancel();
  }

  input(input: DiagnosisInput): void {
    if (this.#isStopped) return;
    this.#inputs.push(input);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) {
      const step = diagnose(this.#now, next, this.#rules);
      this.#now = step.next;
      for (const effect of step.effects) this.#perform(effect);
    }
    this.#isStepping = false;
  }

  #perform(effect: DiagnosisEffect): void {
    if (this.#isStopped) return;
    switch (effect.type) {
      case "changed":
        return this.#listener.changed(effect);
      case "flapping":
        return this.#listener.flapping(effect.isFlapping);
      case "ask":
        return this.#ask();
      case "arm":
        return this.#arm(effect.at);
    }
  }

  #ask(): void {
    const asked = ++this.#asked;
    const ruling = this.#listener.judge();
    if (typeof ruling === "string") return this.#ruled(ruling);
    this.#ruling = ruling.then((given) => {
      // Of an older question: the service has answered since.
      if (asked === this.#asked) this.#ruled(given);
    });
  }

  #ruled(ruling: Ruling): void {
    this.input({ type: "ruled", at: this.#clock.now(), ruling });
  }

  #arm(at: number | undefined): void {
    const clock = this.#clock;
    this.#deadline?.cancel();
    this.#deadline =
      at === undefined
        ? undefined
        : clock.schedule(at - clock.now(), () =>
            // A timer may come a little early by the clock that it is compared with.
            this.input({ type: "overdue", at: Math.max(at, clock.now()) }),
          );
  }
}
