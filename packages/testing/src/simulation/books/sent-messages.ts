// What the user sent to one peer, and what became of it: each is taken once, or refused, and never both.

import { ConnectionClosedError, type MessageData } from "@skep/core";
import { hold } from "../hold.ts";

interface SentMessage {
  readonly text: string;
  readonly at: number;
  outcome: "waits" | "taken" | "refused";
  onWire: number;
  /** It waited when its link said goodbye. */
  left: boolean;
}

export class SentMessages {
  // Bound: what the user of one schedule sends.
  readonly #all = new Map<string, SentMessage>();
  readonly #waiting = new Set<SentMessage>();
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
    const message: SentMessage = { text, at, outcome: "waits", onWire: 0, left: false };
    this.#all.set(text, message);
    this.#waiting.add(message);
  }

  settled(text: string, taken: boolean, error?: unknown): void {
    const message = this.#all.get(text) as SentMessage;
    // One that had its time until just then, or that its broken link refused then, has not heard of it yet.
    const isStopped = error instanceof ConnectionClosedError && error.kind === "stopped";
    const isCut = message.left && isStopped;
    hold(!isCut, "lingers", () => `${text} waited`);
    hold(message.outcome === "waits", "sends settle once", () => text);
    message.outcome = taken ? "taken" : "refused";
    this.#waiting.delete(message);
  }

  onWire(data: MessageData): void {
    const message = typeof data === "string" ? this.#all.get(data) : undefined;
    if (message === undefined) return;
    message.onWire += 1;
    hold(message.onWire === 1, "sends are not repeated", () => message.text);
    hold(message.outcome !== "refused", "refused sends are not sent", () => message.text);
    const number = Number(message.text.slice(this.#prefix.length));
    hold(
      number > this.#lastOnWire,
      "sends keep their order",
      () => `${number} after ${this.#lastOnWire}`,
    );
    this.#lastOnWire = number;
  }

  /** A link that lingered says goodbye: nothing is to wait for it any more. */
  goodbye(): void {
    for (const message of this.#waiting) message.left = true;
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
