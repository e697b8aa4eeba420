// The messages of errors as sentences, one for each code. A trimmed build has the file beside it in its place.

import { quote } from "../base/quote.ts";
import type { SkepErrorCode } from "../errors.ts";
import type { FailurePhase } from "../failure.ts";

/** Where a dial was when it failed. */
const WHERE: Record<FailurePhase, string> = {
  resolve: "while its providers were asked",
  dial: "before the link was open",
  handshake: "in the upgrade",
  opening: "while onOpen or ready was pending",
  live: "while connected",
};

type Sentence = (id: string | undefined, facts: never) => string;

const ended: Sentence = (id, [, how]: [FailurePhase, how: string]) =>
  `The connection${to(id)} ended: ${how}.`;

const SENTENCES: Record<SkepErrorCode, Sentence> = {
  ERR_POOL_CLOSED: () => "The pool is closed.",
  ERR_PEER_EXISTS: (id) => `A peer with the id ${id} is registered already.`,
  ERR_PEER_NOT_FOUND: (id) => `No peer with the id ${id} is registered.`,
  ERR_CONNECTION_UNAVAILABLE: (id, [state]: [string]) =>
    `The peer ${id} is not connected but ${state}.`,
  ERR_CONNECTION_CLOSED: ended,
  ERR_READ_LIMIT: ended,
  ERR_BACKPRESSURE: (id, [count]: [number]) =>
    id === undefined
      ? `${count} calls of next() wait already: end those that are no longer needed, by a signal or return().`
      : `${count} sends to the peer ${id} wait for room already.`,
  ERR_WRITE_TIMEOUT: (id, [timeout]: [number]) =>
    `The peer ${id} took nothing for ${timeout} ms while a send was waiting.`,
  ERR_DIAL: (id, [phase, how, dials]: [FailurePhase, how: string, dials?: number]) =>
    `The dial${to(id)} failed ${WHERE[phase]}: ${how}.${dials === undefined ? "" : ` ${neverConnected(dials)}`}`,
  ERR_REENTRANCY: (_, [method, when]: [string, when: string]) =>
    `${method} cannot be called ${when}.`,
  ERR_CONFIG: (_, [path, value, requirement]: [string, unknown, requirement: string]) =>
    `${path} must be ${requirement}, got ${show(value)}.`,
};

/** The message of an error, made of its code, the id of its peer, if it has one, and its other facts. */
export function messageOf(
  code: SkepErrorCode,
  id: string | undefined,
  facts: readonly unknown[],
): string {
  return SENTENCES[code](id === undefined ? undefined : quote(id), facts as never);
}

/** Why a dial that failed was the last one: the rule, and by how much it was broken. */
function neverConnected(dials: number): string {
  return `The peer was given up after ${dials} ${dials === 1 ? "dial" : "dials"}, as no link was ever connected (retry.initialRetries).`;
}

/** The peer that the dial or link led to. The id may be missing, as a worker of the application need not give it. */
function to(quoted: string | undefined): string {
  return quoted === undefined ? "" : ` to ${quoted}`;
}

/** A value as it may stand in a sentence: short, and without secrets of URLs. */
function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value)
    ? "an array"
    : `an object of ${value.constructor?.name ?? "no class"}`;
}
