// What the user sent to one peer, and what became of it: each is taken once, or refused, and never both.

import { ConnectionClosedError, type MessageData } from "@skep/core";
import { hold } from "../hold.ts";

interface Mailing {
  readonly text: string;
  readonly at: number;
  outcome: "waits" | "taken" | "refused";
  onWire: number;
  /** It waited when its link said goodbye. */
  left: boolean;
}

export class Mailings {
  // Bound: what the user of one schedule sends.
  readonly #all = new Map<string, Mailing>();
  readonly #waiting = new Set<Mailing>();
  readonly #prefix: string;
  #lastOnWire = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The text of the next one. */
  next(): string {
    return `${this.#prefix}${this.#all.size + 1}`;
  }

  sending(text: string, at: number): void {
    const mailing: Mailing = { text, at, outcome: "waits", onWire: 0, left: false };
    this.#all.set(text, mailing);
    this.#waiting.add(mailing);
  }

  settled(text: string, taken: boolean, error?: unknown): void {
    const mailing = this.#all.get(text) as Mailing;
    // One that had its time until just then has not heard of it yet.
    const isCut = mailing.left && error instanceof ConnectionClosedError;
    hold(!isCut, "lingers", () => `${text} waited`);
    hold(mailing.outcome === "waits", "sends settle once", () => text);
    mailing.outcome = taken ? "taken" : "refused";
    this.#waiting.delete(mailing);
  }

  onWire(data: MessageData): void {
    const mailing = typeof data === "string" ? this.#all.get(data) : undefined;
    if (mailing === undefined) return;
    mailing.onWire += 1;
    hold(mailing.onWire === 1, "sends are not repeated", () => mailing.text);
    hold(mailing.outcome !== "refused", "refused sends are not sent", () => mailing.text);
    const number = Number(mailing.text.slice(this.#prefix.length));
    hold(
      number > this.#lastOnWire,
      "sends keep their order",
      () => `${number} after ${this.#lastOnWire}`,
    );
    this.#lastOnWire = number;
  }

  /** A link that lingered says goodbye: nothing is to wait for it any more. */
  goodbye(): void {
    for (const mailing of this.#waiting) mailing.left = true;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Since when the one that waits longest does. */
  get oldest(): number {
    const [first] = this.#waiting;
    return first?.at ?? Infinity;
  }

  /** What was taken went to a socket; to be asked when nothing is under way. */
  check(): void {
    for (const { text, outcome, onWire } of this.#all.values())
      hold(
        (outcome === "taken") === (onWire === 1),
        "sends are taken or refused",
        () => `${text}: ${outcome}`,
      );
  }
}
