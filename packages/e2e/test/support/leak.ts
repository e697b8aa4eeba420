// What the programs that look for leaks are told and tell, and how their figures are read.
import type { Slope } from "./slope.ts";
import type { Stage } from "./stage.ts";

export interface RefusedJob {
  /** What refuses the dials: nobody at that port of the loopback addresses, or a transport without sockets. */
  readonly port?: number;
  readonly peers: number;
  /** All peers are given up after each round, and registered anew; else they stay for all of it. */
  readonly anew: boolean;
  /** Between two of them the heap is looked at. */
  readonly rounds: number;
  readonly dialsPerRound: number;
}

export interface PairsJob {
  readonly url: string;
  readonly pairs: number;
}

/** How a link is to end; the last two are the client's doing. */
export type Fate = "reset" | "end" | "goodbye" | "mute" | "redial" | "refusal";

export interface LinksJob {
  readonly url: string;
  readonly peers: number;
  /** In each of them every peer meets all fates but silence, three times. */
  readonly rounds: number;
  /** Peers more, that meet silence instead, in this many of the rounds. */
  readonly silent: { readonly peers: number; readonly times: number };
  /** Keeps something of about 100 bytes of each link that ended: what the measuring has to find. */
  readonly leaks: boolean;
}

export const READINGS = ["one by one", "in batches", "by loops that are left"] as const;
export type Reading = (typeof READINGS)[number];

export interface PausesJob {
  readonly url: string;
  readonly peers: number;
  readonly rounds: number;
  readonly messagesPerRound: number;
  readonly reading: Reading;
}

export interface GivenUpJob {
  readonly url: string;
  readonly rounds: number;
  /** Of each of the ways to give a dial up, in each round. */
  readonly dialsPerWay: number;
}

export interface WaitsJob {
  readonly url: string;
  readonly rounds: number;
  /** Of each kind, in each round. */
  readonly waits: number;
}

export interface LeakResult {
  /** What there was of that which must leave nothing: dials, links, messages, waits. */
  readonly count: number;
  /** For each of them, on the heap. */
  readonly bytes: Slope;
  /** For each of them, from the first sample to the last. */
  readonly objects: number;
  /** Listeners of the one signal: before the pool is closed, and after. */
  readonly listeners: readonly [between: number, after: number];
  /** Timers, sockets and the like that the process had not had before. */
  readonly resources: readonly string[];
  /** Files and sockets, as the system counts them, beyond those of before. */
  readonly descriptors: number;
  /** What the program counted besides. */
  readonly also: Readonly<Record<string, number>>;
  /** Objects of a class while the pool is at rest. */
  readonly alive: Readonly<Record<string, number>>;
  /** All of them together when the pool is closed. */
  readonly survivors: number;
  /** The samples. */
  readonly history: string;
}

/** No timer, no socket, no descriptor; and when the pool is closed, no object of ours. */
export const NOTHING = { resources: [], descriptors: 0, survivors: 0 };

/** Fewer objects than one of a hundred dials, links or messages would leave. */
export const NOTHING_GROWS = 0.01;

/** What is alive in a pool of so many peers, all of them connected. */
export const atRest = (peers: number): LeakResult["alive"] => ({
  pools: 1,
  workers: peers,
  WebSockets: peers,
  attempts: peers,
  sockets: peers,
});

/** Of Node. Code that is compiled late, or thrown away, would be on the heap among what is looked for. */
const FLAGS = [
  ...["--expose-gc", "--no-warnings"],
  ...["--no-opt", "--no-flush-bytecode", "--no-lazy-feedback-allocation"],
];

/** Runs the program to its end. */
export async function leaksOf(stage: Stage, name: string, job: unknown): Promise<LeakResult> {
  const program = await stage.program(name, job, { flags: FLAGS });
  return program.said<LeakResult>("result");
}
