// A client of v1, which keeps the rules of the protocol for each of its channels, on links that break.

import type { SeededRandom } from "@skep/core/testing";
import {
  type Ack,
  decodeFromHub,
  type Effect,
  encodeFromClient,
  type Failure,
  type FromHub,
  initial,
} from "@skep/protocol";
import { CAPACITY, Reader, type Truth } from "./reader.ts";
import { Violation } from "./violation.ts";

type Answer = Ack | Failure;

export class RuleClient {
  readonly #random: SeededRandom;
  readonly readers: Reader[];
  id = "";
  isUp = false;
  isWatched = false;
  toHub: string[] = [];
  fromHub: string[] = [];
  #request = 0;
  readonly #asked = new Map<number, { readonly reader: Reader; readonly serial: number }>();
  /** The hub answers requests on this link. */
  isGreeted = false;
  /** Told of the answers to requests that are no reader's. */
  onAnswer: (answer: Answer) => void = () => {};

  /** It reads some of these channels. */
  constructor(random: SeededRandom, channels: readonly string[], truth: Truth) {
    this.#random = random;
    this.readers = channels
      .filter(() => random.chance(0.7))
      .map((channel) => {
        const last = random.chance(0.3) ? { last: random.int(5) } : {};
        const reader: Reader = new Reader(channel, truth, initial(last), (effect) =>
          this.#ask(reader, effect),
        );
        return reader;
      });
  }

  get pending(): number {
    return this.fromHub.reduce((sum, { length }) => sum + length, 0);
  }

  opened(id: string): void {
    this.id = id;
    this.isUp = true;
    this.#asked.clear();
    this.toHub = [encodeFromClient({ type: "hello", id: 0, versions: [1], time: "ms" })];
  }

  lost(): void {
    this.isUp = this.isWatched = this.isGreeted = false;
    this.toHub = [];
    this.fromHub = [];
    for (const reader of this.readers) reader.input({ type: "down" });
  }

  /** Publishes on this link; returned is the id that its answer names. */
  publish(channel: string, key: string, data: unknown): number {
    const id = ++this.#request;
    this.toHub.push(encodeFromClient({ type: "publish", id, channel, key, data }));
    return id;
  }

  #ask({ channel }: Reader, effect: Effect): void {
    if (!this.isUp) throw new Violation("asks on a link", effect.type);
    const id = ++this.#request;
    if (effect.type === "unsubscribe")
      this.toHub.push(encodeFromClient({ type: "unsubscribe", channel, id }));
    if (effect.type !== "subscribe") return;
    const { serial, since, last } = effect;
    const reader = this.#readerOf(channel) as Reader;
    this.#asked.set(id, { reader, serial });
    this.toHub.push(encodeFromClient({ type: "subscribe", channel, id, since, last }));
  }

  /** One message of the hub arrives. */
  take(): void {
    const text = this.fromHub.shift();
    if (text !== undefined) for (const message of decodeFromHub(text)) this.#received(message);
  }

  #received(message: FromHub): void {
    switch (message.type) {
      case "welcome":
        this.isGreeted = true;
        for (const reader of this.readers) reader.input({ type: "up", version: 1 });
        return;
      case "ack":
        return this.#answered(message);
      case "error":
        // Without a code it is a publication.
        return "code" in message ? this.#answered(message) : undefined;
      case "event":
        return this.#readerOf(message.channel)?.input({ type: "published", publication: message });
      case "gap":
        return this.#readerOf(message.channel)?.input({ type: "torn", gap: message });
      case "subscribed":
        // It asks for the channel itself.
        return;
      default:
        throw new Violation("the hub says what can be read", JSON.stringify(message));
    }
  }

  #answered(message: Answer): void {
    const asked = this.#asked.get(message.re ?? -1);
    if (asked === undefined) return this.onAnswer(message);
    const { reader, serial } = asked;
    if (message.type === "ack") {
      const { position, recovered, reason } = message;
      reader.input({ type: "acked", serial, position, recovered, reason });
    } else reader.input({ type: "refused", serial, code: message.code, text: message.text });
  }

  #readerOf(channel: string): Reader | undefined {
    return this.readers.find((reader) => reader.channel === channel);
  }

  /** Alarms, and the application that reads. */
  live(mayRing: boolean): void {
    for (const reader of this.readers) {
      if (reader.isArmed && mayRing) {
        reader.isArmed = false;
        reader.input({ type: "due" });
      }
      reader.read(this.#random.int(CAPACITY));
    }
  }
}
