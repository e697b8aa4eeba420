// A broker of its own and the ways to it, without time or promises: what several hubs share, with everything that can go wrong between them.

import type { Position } from "@skep/protocol";
import type {
  EngineMessage,
  Published,
  PublishRequest,
  ReadAnswer,
  ReadRange,
} from "../../../src/engine/engine.ts";
import { HistoryBudget } from "../../../src/engine/history-budget.ts";
import { MemoryLog } from "../../../src/engine/memory-log.ts";

/** What is on its way to a node. */
export type Told =
  | { readonly type: "message"; readonly message: EngineMessage }
  | { readonly type: "top"; readonly channel: string; readonly position: Position }
  | { readonly type: "status"; readonly status: "up" | "down" };

/** The way from the broker to one node: what the node has subscribed to, and what is on its way, in order. */
export class BrokerLink {
  readonly channels = new Set<string>();
  /** Bound: what its owner has not taken. */
  onTheWay: Told[] = [];
  /** Copies to this node are lost, and neither side notices. */
  isCut = false;
  /** The channels of which the last copy was lost: their tops have to be told. */
  readonly tails = new Set<string>();
  /** Asked for each copy whether it is lost. */
  losesNext: () => boolean = () => false;
  /** Told that something is on its way. */
  readonly #notify: () => void;

  constructor(notify: () => void = () => {}) {
    this.#notify = notify;
  }

  /** A copy of a message is put on its way. */
  copy(message: EngineMessage): void {
    if (this.isCut || this.losesNext()) {
      this.tails.add(message.channel);
      return;
    }
    this.tails.delete(message.channel);
    this.tell({ type: "message", message });
  }

  tell(told: Told): void {
    this.onTheWay.push(told);
    this.#notify();
  }

  take(): Told | undefined {
    return this.onTheWay.shift();
  }

  /** What is on its way is lost, of all channels or of one; what is told of the broker itself is not. */
  drop(channel?: string): void {
    this.onTheWay = this.onTheWay.filter((told) => {
      if (told.type === "status") return true;
      const of = told.type === "top" ? told.channel : told.message.channel;
      return channel !== undefined && of !== channel;
    });
  }
}

/** Keeps channels in logs that are real. It can be set back, as all that was published is remembered. */
export class SimulatedBroker {
  #logs = new Map<string, MemoryLog>();
  readonly #links = new Set<BrokerLink>();
  /** All publishes of this life, in order. */
  #published: { readonly request: PublishRequest; readonly now: number }[] = [];
  #saved = 0;
  /** Counts incarnations that have lost something. */
  #life = 1;
  /** The epoch of a channel in a life of the broker. */
  readonly #epochOf: (channel: string, life: number) => string;

  constructor(epochOf: (channel: string, life: number) => string) {
    this.#epochOf = epochOf;
  }

  connect(link: BrokerLink): void {
    this.#links.add(link);
  }

  disconnect(link: BrokerLink): void {
    this.#links.delete(link);
  }

  links(): readonly BrokerLink[] {
    return [...this.#links];
  }

  #log(channel: string): MemoryLog {
    const known = this.#logs.get(channel);
    if (known !== undefined) return known;
    const epoch = this.#epochOf(channel, this.#life);
    const log = new MemoryLog(channel, epoch, new HistoryBudget(1e9), 1_000);
    this.#logs.set(channel, log);
    return log;
  }

  /** A message that is new is put on its way to all who have subscribed. */
  publish(request: PublishRequest, now: number): Published {
    const [published, message] = this.#keep(request, now);
    if (message === undefined) return published;
    this.#published.push({ request, now });
    for (const link of this.#links) if (link.channels.has(request.channel)) link.copy(message);
    return published;
  }

  #keep(request: PublishRequest, now: number): [Published, EngineMessage?] {
    const { channel, key } = request;
    const log = this.#log(channel);
    const known = key && log.keys.find(key, now);
    if (known !== undefined) {
      const outcome = known.digest === key?.digest ? "duplicate" : "conflict";
      return [{ outcome, position: known.position }];
    }
    const message = log.append(request);
    const { top: position } = log;
    if (key !== undefined) log.keys.add(key, position, now);
    return [{ outcome: "published", position }, message];
  }

  read(channel: string, range: ReadRange, now: number): ReadAnswer {
    return this.#log(channel).read(range, now);
  }

  topOf(channel: string): Position {
    return this.#log(channel).top;
  }

  subscribe(link: BrokerLink, channel: string): Position {
    link.channels.add(channel);
    link.tails.delete(channel);
    return this.topOf(channel);
  }

  /** Tells a node the tops of its channels. */
  compare(link: BrokerLink): void {
    link.tails.clear();
    for (const channel of link.channels)
      link.tell({ type: "top", channel, position: this.topOf(channel) });
  }

  /** All that was kept is lost; channels begin another life. */
  lose(): void {
    this.#life++;
    this.#published = [];
    this.#saved = 0;
    this.#logs = new Map();
  }

  /** What is published again under its key is another message. */
  forgetKeys(): void {
    for (const { keys } of this.#logs.values()) keys.forget(Infinity);
  }

  /** The times of the messages that it has, in order. */
  times(): number[] {
    return this.#published.map(({ request: { time } }) => time);
  }

  save(): void {
    this.#saved = this.#published.length;
  }

  /** What came after `save` is lost. Its epochs are the old ones where `isSilent`: then only the times of messages tell. */
  restore(isSilent: boolean): void {
    this.restoreTo(this.#saved, isSilent);
  }

  /** The same, to what it was after so many messages. */
  restoreTo(count: number, isSilent: boolean): void {
    if (!isSilent) this.#life++;
    this.#published = this.#published.slice(0, count);
    this.#logs = new Map();
    for (const { request, now } of this.#published) this.#keep(request, now);
  }
}
