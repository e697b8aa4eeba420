// What a fault run has shown: what each subscriber wrote down, held against what the broker has kept and what was acknowledged. Pure.

import type { GapReason } from "@skep/protocol";

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
  | { readonly type: "gap"; readonly reason: GapReason; readonly at: number }
  | { readonly type: "recovered"; readonly recovered: boolean; readonly at: number };

type Message = Extract<LogItem, { readonly type: "message" }>;

/** One channel of one client. */
export interface SubscriberLog {
  readonly client: string;
  readonly channel: string;
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
function lookAt({ items }: SubscriberLog, kept: readonly KeptMessage[]): Findings {
  const places = new Map(kept.map((message, place) => [keyOf(message), place]));
  const order = new Map(kept.map(({ name }, place) => [name, place]));
  const found = { delivered: 0, lost: 0, falselyRecovered: 0, doubled: 0, disordered: 0 };
  const seen = new Set<string>();
  let before: Message | undefined;
  let [hasGap, hasRecovered] = [true, false];
  for (const item of items) {
    if (item.type === "gap") hasGap = true;
    else if (item.type === "recovered") hasRecovered ||= item.recovered;
    else {
      found.delivered++;
      const key = keyOf(item);
      if (seen.has(key)) found.doubled++;
      else if (before !== undefined) {
        const step = { before, item, kept, places, order, hasGap };
        if (isBackwards(step)) found.disordered++;
        const lost = hasGap ? 0 : lostBetween(step);
        found.lost += lost;
        if (hasRecovered) found.falselyRecovered += lost;
      }
      seen.add(key);
      before = item;
      [hasGap, hasRecovered] = [false, false];
    }
  }
  return found;
}

/** Two messages of a log, one behind the other, and what the broker has. */
interface Step {
  readonly before: Message;
  readonly item: Message;
  readonly kept: readonly KeptMessage[];
  readonly places: ReadonlyMap<string, number>;
  /** By name alone. */
  readonly order: ReadonlyMap<string, number>;
  readonly hasGap: boolean;
}

const keyOf = ({ epoch, name, offset }: KeptMessage): string => `${epoch} ${offset} ${name}`;

/** Also where a gap stands between them. */
function isBackwards({ before, hasGap, item, order }: Step): boolean {
  const [from, to] = [order.get(before.name), order.get(item.name)];
  if (from !== undefined && to !== undefined && to < from) return true;
  return !hasGap && before.epoch === item.epoch && item.offset < before.offset;
}

/** What the broker has between the two. A message that it has no more is held against its neighbour. */
function lostBetween({ before, item, kept, places }: Step): number {
  const [from, to] = [places.get(keyOf(before)), places.get(keyOf(item))];
  if (to === undefined || isTrimmed(before, kept)) return isChained(before, item) ? 0 : 1;
  // The message before was lost by the broker, and this one was not: a gap had to stand between them.
  return from === undefined ? Math.max(1, to) : Math.max(0, to - from - 1);
}

function isChained(before: Message, { epoch, previous }: Message): boolean {
  return epoch === before.epoch && previous === before.offset;
}

/** Too old for the history, which goes on behind it. */
function isTrimmed({ epoch, offset }: Message, [oldest]: readonly KeptMessage[]): boolean {
  return oldest !== undefined && epoch === oldest.epoch && offset < oldest.offset;
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
