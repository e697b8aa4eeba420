// What a hub has counted since it began: plain numbers, so that counting a message costs an addition.

import { ERRORS, GAP_REASONS, type GapReason } from "@skep/protocol";
import { Tally } from "./tally.ts";

/** What became of a publish, of a client or of the application. */
export type PublishOutcome = "published" | "duplicate" | "conflict" | "refused" | "unavailable";

/** What became of a subscription that began behind a position: all was there, or why it was not. */
export type RecoveryOutcome = "recovered" | GapReason;

/** The codes with which a hub ends links of its own accord; 1006 stands for an end without a goodbye. */
const CODES = [
  ...new Set([1000, 1001, 1006, ...Object.values(ERRORS).flatMap(({ close = [] }) => close)]),
].map(String);

const STATUSES = ["401", "403", "429", "503"];

export class Counters {
  connections = 0;
  receivedMessages = 0;
  receivedBytes = 0;
  sentMessages = 0;
  sentBytes = 0;
  /** How often a client was found to read too slowly. */
  slow = 0;
  readonly publishes: Tally<PublishOutcome> = new Tally<PublishOutcome>([
    "published",
    "duplicate",
    "conflict",
    "refused",
    "unavailable",
  ]);
  readonly gaps: Tally<GapReason> = new Tally(GAP_REASONS);
  readonly recoveries: Tally<RecoveryOutcome> = new Tally<RecoveryOutcome>([
    "recovered",
    ...GAP_REASONS,
  ]);
  readonly #refusals = new Tally([...STATUSES, "other"]);
  readonly #ends = new Tally([...CODES, "other"]);

  /** An upgrade was refused. */
  refused(status: number): void {
    this.#refusals.add(STATUSES.includes(String(status)) ? String(status) : "other");
  }

  /** The hub has ended a link. */
  ended(code: number): void {
    this.#ends.add(CODES.includes(String(code)) ? String(code) : "other");
  }

  get refusals(): readonly (readonly [string, number])[] {
    return this.#refusals.entries();
  }

  get ends(): readonly (readonly [string, number])[] {
    return this.#ends.entries();
  }
}
