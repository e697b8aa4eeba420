// What the pool announces of one registration, held against what is known of it.

import type {
  CloseFrame,
  ConnectedRecord,
  DialFailedRecord,
  DisconnectedRecord,
  LinkError,
  OverflowRecord,
  SessionState,
  RetiredRecord,
} from "@skep/core";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import { kindOf } from "./books/verdicts.ts";
import type { World } from "./world.ts";

/** Ends that a session chooses itself, whatever its peer has said. */
const OURS = ["redial", "stopped", "frozen", "overflow", "timeout"];

export class Announcements {
  readonly #of: Generation;
  readonly #world: World;
  isConnected = false;
  /** How often it was told as connected. */
  connects = 0;
  /** What the session was in before its latest step, for what a report meant. */
  before: SessionState = "idle";
  /** How often its origin had answered when its latest dial ended. */
  answers = 0;
  #lastDial = 0;

  constructor(of: Generation, world: World) {
    this.#of = of;
    this.#world = world;
  }

  connected({ dial, connects }: ConnectedRecord): void {
    const { name, deliveries, peer, port, book } = this.#of;
    this.connects += 1;
    hold(!this.isConnected, "alternation", () => `${name} connected twice`);
    hold(dial > this.#lastDial, "dial numbers grow", () => `${dial} after ${this.#lastDial}`);
    hold(connects === this.connects, "figures", () => `${connects}, not ${this.connects}`);
    this.#quiet("connected");
    this.isConnected = true;
    this.#lastDial = dial;
    deliveries.connected(dial);
    const { state, liveness } = peer?.stats() ?? {};
    hold(state === "connected", "usable when told", () => `${name} is ${state}`);
    hold(dial === port.wire?.dial, "dial numbers", () => `${dial}`);
    book.connected(liveness ?? "none");
  }

  disconnected(record: DisconnectedRecord): void {
    const { name, peer, port, book } = this.#of;
    hold(this.isConnected, "alternation", () => `${name} disconnected twice`);
    hold(record.dial === this.#lastDial, "alternation", () => `dial ${record.dial}`);
    hold(peer?.state !== "connected", "gone when told", () => name);
    this.isConnected = false;
    const isUnread = record.cause.kind === "overflow" && this.#world.isUnread;
    hold(!isUnread, "unread inboxes end no link", () => name);
    const { provedAt, line } = this.#of;
    if (record.cause.kind === "keepalive")
      book.checkKill(port.wire?.heardAt ?? 0, line?.backlog, provedAt);
    this.#ended(record);
  }

  dialFailed(record: DialFailedRecord): void {
    const { name, host } = this.#of;
    hold(!this.isConnected, "alternation", () => `${name} dialfailed while connected`);
    hold(record.dial > this.#lastDial, "dial numbers grow", () => `${record.dial}`);
    this.#lastDial = record.dial;
    this.#quiet("dialfailed");
    host.book.failed(this.#of, record, this.answers);
    this.#ended(record);
  }

  #ended(record: DisconnectedRecord | DialFailedRecord): void {
    const { book, isLeaving, peer } = this.#of;
    this.#checkCause(record);
    if (isLeaving) return;
    book.ended(record, peer?.stats().attempt ?? 0);
    const isStopped = peer?.state === "stopped";
    hold(isStopped === book.retires, "verdicts", () => `${record.cause.kind} ${record.code}`);
  }

  /** What a socket reported is what is told, in the words of the phase that it was in. */
  #checkCause({ cause, dial }: DisconnectedRecord | DialFailedRecord): void {
    const { id, peer } = this.#of;
    hold(cause.id === id, "errors name their peer", () => `${cause.id}, not ${id}`);
    // What the user or the page wished is no failure.
    const isFailure = !["redial", "stopped", "frozen"].includes(cause.kind);
    const shown = peer?.stats().lastFailure === cause;
    hold(shown || !isFailure, "errors name their peer", () => `${id}: stats without its failure`);
    const { wire } = this.#of.port;
    if (wire?.dial !== dial || this.#of.isLeaving) return;
    if (wire.report === undefined) return this.#checkFrame(cause, wire.frame);
    const expected = kindOf(wire.report, this.before);
    hold(cause.kind === expected, "causes", () => `${cause.kind}, but the socket said ${expected}`);
  }

  /** Where the connection was not seen to end, the peer's close frame is why, unless we had a reason of our own. */
  #checkFrame({ kind, closeCode }: LinkError, frame: CloseFrame | undefined): void {
    if (frame === undefined || OURS.includes(kind)) return;
    hold(closeCode === frame.code, "causes", () => `${kind} ${closeCode}, not ${frame.code}`);
  }

  retired({ cause }: RetiredRecord): void {
    const { name, book, isRetired, isLeaving } = this.#of;
    hold(!isRetired && !isLeaving, "retired once", () => name);
    hold(book.retires, "verdicts", () => `${name} retired: ${String(cause)}`);
    hold(!this.isConnected, "alternation", () => `${name} retired while connected`);
    this.#of.retire(cause);
  }

  lost(record: OverflowRecord): void {
    const { deliveries, peer } = this.#of;
    if (peer !== undefined) deliveries.lost(record, peer.stats());
  }

  /** Nothing but its end is told of a peer that is leaving, and nothing once it is gone. */
  #quiet(type: string): void {
    const { isLeaving, isOver, name } = this.#of;
    hold(!isLeaving && !isOver, "quiet after the end", () => `${name} ${type}`);
  }
}
