// What one seed decides beforehand: options, what the transports can, and how likely each fault is.

import type { DialingOptions, InboxOptions, RetryOptions } from "@skep/core";
import type { SeededRandom } from "@skep/core/testing";

/** What can go wrong by itself; the name is what is counted when it did. */
export const FAULTS = [
  // A dial.
  "refused",
  "mute",
  "status",
  "late open",
  "open at the deadline",
  "short-lived",
  "dial throws",
  "tells inside dial",
  "provider throws",
  "provider hangs",
  "provider is slow",
  // A socket.
  "never closes",
  "closes inside",
  "closes twice",
  "talks after its end",
  "ignores pause",
  "slow to pause",
  "send throws",
  "takes nothing at first",
  "never pongs",
  "answers no goodbye",
  // A gate.
  "gate throws",
  "gate forgives",
  "gate hangs",
  "gate is slow",
  "gate receives",
  // The application.
  "listener throws",
  "listener calls back",
] as const;

export type Fault = (typeof FAULTS)[number];

/** What happens between steps; each has a weight of its own in each seed. */
export const ACTIONS = [
  "pass time",
  "next timer",
  "next macrotask",
  "long time",
  "stall",
  "sleep",
  "wall jump",
  "signal",
  "server sends",
  "server bursts",
  "server floods",
  "server fills a pause",
  "server pings",
  "server pongs",
  "server answers",
  "server closes",
  "server begins to close",
  "server trickles",
  "server drops",
  "server violates",
  "server sends too much",
  "half-open",
  "network stalls",
  "network drains",
  "host down",
  "host up",
  "host mute",
  "host busy",
  "connect",
  "connect again",
  "connect wrongly",
  "remove",
  "remove twice",
  "remove and linger",
  "leave all",
  "send",
  "send and abort",
  "try to send",
  "send into new room",
  "send while the network crawls",
  "insist",
  "redial",
  "redial within",
  "wait for connected",
  "abort a peer",
  "abort a wait",
  "reader",
  "abort a reader",
  "events",
] as const;

export type Action = (typeof ACTIONS)[number];

/** Kinds of gate: what `onOpen` and `ready` the sessions have. */
export type GateKind = "none" | "onOpen" | "ready" | "both";

export interface Plan {
  readonly peers: number;
  readonly origins: number;
  /** What the sockets can. */
  readonly sockets: {
    readonly ping: boolean;
    readonly pause: boolean;
    readonly buffered: boolean;
    readonly closing: boolean;
    readonly progress: boolean;
  };
  readonly status: boolean;
  readonly session: {
    readonly keepaliveTimeout: number | undefined;
    readonly pingInterval: number;
    readonly dialTimeout: number;
    readonly closeTimeout: number;
    readonly minUptime: number;
    readonly writeTimeout: number;
    readonly sendBuffer: { readonly bytes: number; readonly sends: number };
    readonly readLimit: number;
    readonly retry: RetryOptions;
  };
  readonly gate: GateKind;
  readonly probe: boolean;
  readonly inbox: InboxOptions;
  /** How many milliseconds pass before anybody reads: an application that only sends never does. */
  readonly unreadFor: number;
  readonly dialing: DialingOptions;
  readonly eventCapacity: number;
  readonly chances: Readonly<Record<Fault, number>>;
  readonly weights: Readonly<Record<Action, number>>;
  /** Milliseconds from one end of a link to the other. */
  readonly latency: number;
  /** Timers fire at multiples of so many milliseconds only, as in a hidden page; 0 is off. */
  readonly clamp: number;
}

/** All of it, before the first step. */
export function drawPlan(random: SeededRandom): Plan {
  return {
    peers: 1 + random.int(4),
    origins: random.pick([1, 1, 2, 3]),
    sockets: {
      ping: random.chance(0.6),
      pause: random.chance(0.7),
      buffered: random.chance(0.8),
      closing: random.chance(0.6),
      progress: random.chance(0.6),
    },
    status: random.chance(0.7),
    session: drawSession(random),
    gate: random.pick(["none", "none", "none", "onOpen", "ready", "both"]),
    probe: random.chance(0.4),
    inbox: drawInbox(random),
    unreadFor: random.pick([0, 0, 0, 0, 60_000, Infinity]),
    dialing: {
      perSecond: random.pick([500, 500, 4]),
      inFlight: random.pick([64, 64, 1]),
      probeInterval: random.pick([2_000, 2_000, 500, 30_000]),
    },
    eventCapacity: random.pick([4_096, 4]),
    chances: draw(FAULTS, () => (random.chance(0.6) ? 0 : 0.6 * random.next() ** 2)),
    weights: draw(ACTIONS, (action) => (random.chance(0.3) ? 0 : random.next() * usual(action))),
    latency: random.pick([0, 1, 50, 400]),
    clamp: random.pick([0, 0, 0, 0, 1_000]),
  };
}

/** The plan of one connection: nothing limits its dials, and it has one overflow rule. */
export function drawConnectionPlan(random: SeededRandom): Plan {
  const { inbox, ...plan } = drawPlan(random);
  return {
    ...plan,
    inbox: { ...inbox, overflow: "disconnect", discard: false },
    dialing: { perSecond: Infinity, inFlight: Infinity, probeInterval: Infinity },
  };
}

function drawSession(random: SeededRandom): Plan["session"] {
  return {
    keepaliveTimeout: random.pick([undefined, undefined, 20_000, 3_000, 0]),
    pingInterval: random.pick([10_000, 10_000, 1_000, 0]),
    dialTimeout: random.pick([10_000, 10_000, 2_000, 0]),
    closeTimeout: random.pick([2_000, 300]),
    minUptime: random.pick([5_000, 5_000, 0]),
    writeTimeout: random.pick([30_000, 1_000, 0]),
    sendBuffer: { bytes: random.pick([1_048_576, 1, 12]), sends: random.pick([1_024, 2, 0]) },
    readLimit: random.pick([524_288, 524_288, 0]),
    retry: {
      initialDelay: random.pick([2_000, 2_000, 200]),
      minDelay: random.pick([100, 100, 0, 1_500]),
      maxDelay: random.pick([30_000, 30_000, 2_000]),
      multiplier: random.pick([2, 2, 1]),
      jitter: random.pick(["full", "full", "equal", "none"]),
      maxRetries: random.pick([Infinity, Infinity, 6]),
      initialRetries: Infinity,
    },
  };
}

function drawInbox(random: SeededRandom): InboxOptions {
  const messages = random.pick([32_768, 200, 12]);
  return {
    capacity: Math.min(messages, random.pick([1_024, 100, 4])),
    limit: { messages, bytes: random.pick([16_777_216, 16_777_216, 1_500]) },
    overflow: random.pick(["disconnect", "disconnect", "drop-oldest", "drop-newest"]),
    maxPause: random.pick([20_000, 1_000]),
    discard: random.chance(0.05),
  };
}

function draw<T extends string>(names: readonly T[], one: (name: T) => number): Record<T, number> {
  return Object.fromEntries(names.map((name) => [name, one(name)])) as Record<T, number>;
}

/** What happens often; all else has a weight of one. */
const OFTEN: Partial<Record<Action, number>> = {
  "pass time": 20,
  "next timer": 20,
  "next macrotask": 3,
  "long time": 4,
  "server sends": 12,
  "server bursts": 4,
  "server answers": 6,
  "server begins to close": 3,
  "server pings": 3,
  connect: 3,
  send: 6,
  "try to send": 3,
  redial: 2,
  signal: 3,
  reader: 10,
  "abort a reader": 2,
  "host up": 3,
  "network drains": 4,
};

const usual = (action: Action): number => OFTEN[action] ?? 1;

/** Links are kept alive by probes; elsewhere what looks like an answer is a message. */
export const probes = ({ probe, sockets, session }: Plan): boolean =>
  probe && !sockets.ping && session.pingInterval > 0 && session.keepaliveTimeout !== 0;

/** A plan in which nothing goes wrong any more; what the seed chose stays. */
export function healed(plan: Plan): Plan {
  return { ...plan, chances: draw(FAULTS, () => 0) };
}
