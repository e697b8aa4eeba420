// What a fault run has shown: what each subscriber wrote down, held against what the broker has kept and what was acknowledged. Pure.

import { EngineError } from "@skep/hub";
import type { GapReason, Position } from "@skep/protocol";

/** A line in the log of a subscriber. All times are milliseconds of one clock. */
export type LogItem =
  | {
      readonly type: "message";
      readonly name: string;
      readonly epoch: string;
      readonly offset: number;
      readonly previous: number;
      readonly at: number;
    }
  | {
      readonly type: "gap";
      readonly reason: GapReason;
      /** Delivery goes on after it; undefined where nobody knows. */
      readonly to: Position | undefined;
      readonly at: number;
    }
  | { readonly type: "recovered"; readonly recovered: boolean; readonly at: number };

type Message = Extract<LogItem, { readonly type: "message" }>;

/** One channel of one client. */
export interface SubscriberLog {
  readonly client: string;
  readonly channel: string;
  /** Everything behind it is owed. */
  readonly start: Position | undefined;
  readonly items: readonly LogItem[];
}

/** A message that the broker has at the end of the run, in the order of its channel. */
export interface KeptMessage {
  readonly name: string;
  readonly epoch: string;
  readonly offset: number;
}

export interface Acknowledged {
  readonly channel: string;
  readonly name: string;
  readonly epoch: string;
  readonly offset: number;
  /** When it was published for the first time, and when it was acknowledged. */
  readonly sentAt: number;
  readonly at: number;
}

/** Everything that was written down in a run. */
export interface RunRecord {
  readonly logs: readonly SubscriberLog[];
  /** By the name of the channel. */
  readonly kept: Readonly<Record<string, readonly KeptMessage[]>>;
  readonly acknowledged: readonly Acknowledged[];
  /** When each hub became degraded, and was up again. */
  readonly hubs: readonly (readonly { readonly status: string; readonly at: number }[])[];
  /** The errors that hubs told by their event `error`. */
  readonly errors: readonly unknown[];
  readonly awayAt: number;
  readonly backAt: number;
  /** Subscribers that did not have the newest message of their channel, although nothing hindered them; `unreached` not even after another one. */
  readonly behind: number;
  readonly unreached: number;
}

export interface FaultReport {
  /** Messages that were acknowledged. */
  readonly published: number;
  /** To subscribers, all together. */
  readonly delivered: number;
  /** Messages that a subscriber missed without a gap before the next one. */
  readonly lost: number;
  /** Of these, those behind a link of which it was said that it has recovered everything. */
  readonly falselyRecovered: number;
  /** Messages that came twice with one position, or that the broker has twice under one key. */
  readonly doubled: number;
  /** Messages that came behind one that follows them. */
  readonly disordered: number;
  readonly behind: number;
  readonly unreached: number;
  /** Errors of hubs that are not about their engine. */
  readonly mistakes: number;
  readonly gaps: Readonly<Partial<Record<GapReason, number>>>;
  readonly degradedHubs: number;
  /** Milliseconds from the fault until the last of these hubs said so; undefined where none did. */
  readonly degradedAfter: number | undefined;
  /** Milliseconds from the end of the fault until all hubs are up and each subscriber has a message that was published behind it. */
  readonly recoveredAfter: number | undefined;
}

export function reportOf(record: RunRecord): FaultReport {
  const found = record.logs.map((log) => lookAt(log, record.kept[log.channel] ?? []));
  const sum = (count: (one: Findings) => number): number =>
    found.reduce((all, one) => all + count(one), 0);
  const degraded = record.hubs.flatMap((changes) =>
    firstBehind(changes, "degraded", record.awayAt),
  );
  return {
    published: record.acknowledged.length,
    delivered: sum(({ delivered }) => delivered),
    lost: sum(({ lost }) => lost),
    falselyRecovered: sum(({ falselyRecovered }) => falselyRecovered),
    doubled: sum(({ doubled }) => doubled) + twiceKept(record.kept),
    disordered: sum(({ disordered }) => disordered),
    behind: record.behind,
    unreached: record.unreached,
    mistakes: record.errors.filter((error) => !(error instanceof EngineError)).length,
    gaps: gapsOf(record.logs),
    degradedHubs: degraded.length,
    degradedAfter: degraded.length === 0 ? undefined : Math.max(...degraded) - record.awayAt,
    recoveredAfter: recoveredAfter(record),
  };
}

// --- one log ---

interface Findings {
  delivered: number;
  lost: number;
  falselyRecovered: number;
  doubled: number;
  disordered: number;
}

/** The log of one subscriber of a channel, of which the broker has these messages. */
function lookAt({ items, start }: SubscriberLog, messages: readonly KeptMessage[]): Findings {
  const kept = new KeptChannel(messages);
  const found = { delivered: 0, lost: 0, falselyRecovered: 0, doubled: 0, disordered: 0 };
  const seen = new Set<string>();
  let before: Point | undefined = start;
  let newest = -1;
  let hasRecovered = false;
  for (const item of items) {
    if (item.type === "gap") before = item.to;
    else if (item.type === "recovered") hasRecovered ||= item.recovered;
    else if (seen.has(keyOf(item))) {
      found.delivered++;
      found.doubled++;
    } else {
      found.delivered++;
      seen.add(keyOf(item));
      const order = kept.orderOf(item.name) ?? newest;
      // By their order also where a gap stands between them.
      if (order < newest || isBackwards(before, item)) found.disordered++;
      else {
        const lost = lostBetween(before, item, kept);
        found.lost += lost;
        if (hasRecovered) found.falselyRecovered += lost;
        [before, newest, hasRecovered] = [item, order, false];
      }
    }
  }
  return found;
}

/** Up to here a subscriber has everything, or was told that it has not: a message, or where it began, or where a gap ends. */
interface Point extends Position {
  readonly name?: string;
}

const keyOf = ({ epoch, name, offset }: Point): string => `${epoch} ${offset} ${name}`;

function isBackwards(before: Point | undefined, { epoch, offset }: Message): boolean {
  return before?.epoch === epoch && offset <= before.offset;
}

/** Counts the messages that the broker has between the two. Where the broker has trimmed them, the item has to name the message before it. */
function lostBetween(before: Point | undefined, item: Message, kept: KeptChannel): number {
  if (before === undefined) return 0;
  const to = kept.placeOf(item);
  if (to < 0 || kept.hasTrimmed(before)) return isChained(before, item) ? 0 : Math.max(1, to);
  const from = kept.placeOf(before);
  // The broker has lost the message before, and has this one: the subscriber should have been told a gap between them.
  return from < 0 ? Math.max(1, to) : Math.max(0, to - from - 1);
}

/** Nothing was published between the two. */
function isChained(before: Point, { epoch, previous }: Message): boolean {
  return epoch === before.epoch && previous <= before.offset;
}

/** The messages of a channel that the broker has at the end of a run. */
class KeptChannel {
  readonly #messages: readonly KeptMessage[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #order: ReadonlyMap<string, number>;

  constructor(messages: readonly KeptMessage[]) {
    this.#messages = messages;
    this.#places = new Map(messages.map((message, place) => [keyOf(message), place]));
    this.#order = new Map(messages.map(({ name }, place) => [name, place]));
  }

  /** That of a message; of another point that of the last message up to it. Negative where there is none. */
  placeOf(point: Point): number {
    if (point.name !== undefined) return this.#places.get(keyOf(point)) ?? -1;
    const { epoch, offset } = point;
    return this.#messages.findLastIndex((each) => each.epoch === epoch && each.offset <= offset);
  }

  /** By name alone. */
  orderOf(name: string): number | undefined {
    return this.#order.get(name);
  }

  /** It is too old for the history, which goes on behind it. */
  hasTrimmed({ epoch, offset }: Point): boolean {
    const [oldest] = this.#messages;
    return oldest !== undefined && epoch === oldest.epoch && offset < oldest.offset;
  }
}

// --- all logs together ---

/** Messages that the broker has twice, although each has one key. */
function twiceKept(kept: RunRecord["kept"]): number {
  return Object.values(kept).reduce((sum, messages) => {
    const names = messages.map(({ epoch, name }) => `${epoch} ${name}`);
    return sum + names.length - new Set(names).size;
  }, 0);
}

function gapsOf(logs: RunRecord["logs"]): FaultReport["gaps"] {
  const gaps: Partial<Record<GapReason, number>> = {};
  for (const { items } of logs)
    for (const item of items)
      if (item.type === "gap") gaps[item.reason] = (gaps[item.reason] ?? 0) + 1;
  return gaps;
}

function firstBehind(
  changes: RunRecord["hubs"][number],
  status: string,
  from: number,
): readonly number[] {
  const first = changes.find((change) => change.status === status && change.at >= from);
  return first === undefined ? [] : [first.at];
}

function recoveredAfter({ acknowledged, backAt, hubs, logs }: RunRecord): number | undefined {
  const sentAt = new Map(acknowledged.map(({ name, sentAt: at }) => [name, at]));
  const times = logs.map(({ items }) => {
    const first = items.find(
      (item) => item.type === "message" && (sentAt.get(item.name) ?? -1) >= backAt,
    );
    return first?.at ?? Infinity;
  });
  const ups = hubs.flatMap((changes) => {
    const last = changes.at(-1);
    if (last === undefined) return [];
    return last.status === "up" ? [last.at] : [Infinity];
  });
  const end = Math.max(backAt, ...times, ...ups);
  return end === Infinity ? undefined : end - backAt;
}
