// One registration of one peer, with all that is known of it from both sides of the pool.

import type {
  ConnectedRecord,
  DialFailedRecord,
  DisconnectedRecord,
  InboxMessage,
  MessageData,
  OverflowRecord,
  Peer,
  PeerState,
  PeerStats,
  RetiredRecord,
  StepInput,
} from "@skep/core";
import type { MemoryDial } from "@skep/core/testing";
import { hold } from "./hold.ts";
import type { Host } from "./host.ts";
import type { Member } from "./books/origin-book.ts";
import { Letters } from "./books/letters.ts";
import type { Line } from "./line.ts";
import { Mailings } from "./books/mailings.ts";
import {
  kindOfMessage,
  messageBytes,
  type MessageKind,
  messageText,
  numberOfMessage,
} from "./message.ts";
import { Port, type PortOwner } from "./port.ts";
import { SessionBook } from "./books/session-book.ts";
import { kindOf } from "./books/verdicts.ts";
import { watchListeners } from "./watched-signal.ts";
import { PROBE, type Wire } from "./wire.ts";
import type { World } from "./world.ts";

export class Generation implements PortOwner, Member {
  readonly number: number;
  readonly id: string;
  readonly host: Host;
  readonly port: Port;
  readonly book: SessionBook;
  readonly letters: Letters = new Letters();
  readonly mailings: Mailings;
  /** There once `connect` has returned. */
  peer: Peer | undefined;
  /** The server's ends of its links, latest last. */
  readonly lines: Line[] = [];
  /** Numbers of messages that servers sent to it. */
  sent = 0;
  connects = 0;
  /** Calls of `connected()` that wait. */
  waits = 0;
  /** Removes the peer. */
  readonly abort: AbortController = new AbortController();
  /** How many listen to its signal. */
  readonly listeners: () => number;
  isConnected = false;
  /** `remove`, an abort or `close` has been called. */
  isLeaving = false;
  leavingSince = 0;
  /** Its worker has ended. */
  isOver = false;
  isRetired = false;
  #lastDial = 0;
  #lastStats: PeerStats | undefined;
  #lastKey = -1;
  /** What the session was in before its latest step, for what a report meant. */
  #before: PeerState = "idle";
  readonly #world: World;

  constructor(world: World, id: string, host: Host) {
    this.#world = world;
    this.number = world.generations.length + 1;
    this.id = id;
    this.host = host;
    const { sockets, status, session } = world.fate;
    this.port = new Port(this, {
      can: { headers: true, status, readLimit: true },
      ping: sockets.ping,
      pause: sockets.pause,
      bufferedAmount: sockets.buffered,
      slack: world.slack(),
    });
    const isAlone = (): boolean => host.users === 1;
    this.book = new SessionBook(session, world, { hidden: world.hidden, isAlone });
    this.mailings = new Mailings(`${this.number}/`);
    this.listeners = watchListeners(this.abort.signal);
    host.users += 1;
    host.book.join(this);
  }

  get name(): string {
    return `${this.id}#${this.number}`;
  }

  // --- at its origin ---

  get isLinked(): boolean {
    return this.port.live.some(({ openedAt }) => openedAt !== undefined);
  }

  get sees(): boolean {
    return this.port.can.status;
  }

  // --- as owner of its port ---

  get now(): number {
    return this.#world.now;
  }

  get dialNumber(): number {
    return this.peer?.stats().dials ?? 0;
  }

  begin(): "throw" | "inside" | undefined {
    const world = this.#world;
    world.guard(() => {
      hold(this.port.live.length === 0, "one socket", () => `${this.name} dials beside another`);
      hold(!this.isOver, "quiet after the end", () => `${this.name} dials`);
      world.note(`${this.name} dials ${this.dialNumber}`);
    });
    if (world.strikes("dial throws")) return "throw";
    return world.strikes("tells inside dial") ? "inside" : undefined;
  }

  dialled(dial: MemoryDial, inside: boolean): void {
    this.lines.push(this.host.answer(dial, this, inside));
  }

  message(wire: Wire, data: string | Uint8Array): void {
    const { reached, fate, clock } = this.#world;
    const number = numberOfMessage(data);
    const { state } = this.book;
    this.letters.arrived(number, wire.dial, clock.wall());
    if (wire.isOver) return reached.add("message of a former socket");
    reached.add(`${state} message`);
    const passes = state === "opening" || state === "connected";
    if (passes && fate.probe && kindOfMessage(data) === "a") this.letters.answered(number);
    else wire.hasSpoken ||= state === "connected";
  }

  pong(): void {
    this.#world.reached.add(`${this.book.state} pong`);
  }

  wrote(data: MessageData): void {
    this.#world.guard(() => this.mailings.onWire(data));
  }

  did(wire: Wire, what: string): void {
    this.#world.note(`${this.name} wire ${wire.dial} ${what}`);
    if (what === "opened" && !wire.isOver) this.host.book.opened();
    if (what === "pause") this.book.silence?.pause();
    if (what === "resume") this.book.silence?.resume(this.now);
  }

  // --- its servers ---

  /** So many messages, numbered when they are sent. */
  serverSends(line: Line, kind: MessageKind, count: number, padding: number = 0): void {
    const { random } = this.#world;
    for (let left = count; left > 0; left -= 1) {
      const make = random.chance(0.8) ? messageText : messageBytes;
      const data = make(kind, this.sent++, padding);
      line.later(() => void line.dial.message(data));
    }
  }

  /** Looks at what the client did on all lines. */
  attend(): void {
    for (const line of this.lines)
      for (const heard of line.attend()) if (heard === PROBE) this.serverSends(line, "a", 1);
  }

  /** Its figures; those of one that is gone change only when messages come, are read or are lost. */
  stats(): PeerStats | undefined {
    const { delivered, read, told } = this.letters;
    const key = delivered + read + told + this.#world.pool.inbox.dropped;
    if (!this.isOver || this.#lastStats === undefined || this.#lastKey !== key) {
      this.#lastStats = this.peer?.stats();
      this.#lastKey = key;
    }
    return this.#lastStats;
  }

  get line(): Line | undefined {
    return this.lines.at(-1);
  }

  // --- as its session steps ---

  readonly stepped = (before: PeerState, input: StepInput, after: PeerState): void => {
    const { reached } = this.#world;
    this.#before = before;
    reached.add(`${before} ${input.type === "due" ? `due ${input.alarm}` : input.type}`);
    if (input.type === "signal") reached.add(`${before} signal ${input.signal}`);
    this.#world.guard(() => {
      this.book.stepped(before, input, after);
      // Also where it is queued already, and the user wants it soon.
      const enters = before !== after || input.type === "redial";
      if (enters && after === "queued") this.host.book.entered(this);
      if (before !== after && after === "dialing") this.host.book.admitted(this);
    });
  };

  // --- as the pool tells ---

  connected({ dial, connects, id }: ConnectedRecord): void {
    this.connects += 1;
    hold(!this.isConnected, "alternation", () => `${this.name} connected twice`);
    hold(dial > this.#lastDial, "dial numbers grow", () => `${dial} after ${this.#lastDial}`);
    hold(connects === this.connects, "figures", () => `${connects} connects, not ${this.connects}`);
    hold(id === this.id, "identity", () => id);
    this.#quiet("connected");
    this.isConnected = true;
    this.#lastDial = dial;
    this.letters.connected(dial);
    const { state, liveness } = this.peer?.stats() ?? {};
    hold(state === "connected", "usable when told", () => `${this.name} is ${state}`);
    hold(dial === this.port.wire?.dial, "dial numbers", () => `${dial}`);
    this.book.connected(liveness ?? "none");
  }

  disconnected(record: DisconnectedRecord): void {
    hold(this.isConnected, "alternation", () => `${this.name} disconnected twice`);
    hold(record.dial === this.#lastDial, "alternation", () => `dial ${record.dial}`);
    hold(this.peer?.state !== "connected", "gone when told", () => this.name);
    this.isConnected = false;
    if (record.cause.kind === "keepalive") this.book.checkKill(this.port.wire?.heardAt ?? 0);
    this.#ended(record);
  }

  dialFailed(record: DialFailedRecord): void {
    hold(!this.isConnected, "alternation", () => `${this.name} dialfailed while connected`);
    hold(record.dial > this.#lastDial, "dial numbers grow", () => `${record.dial}`);
    this.#lastDial = record.dial;
    this.#quiet("dialfailed");
    this.host.book.failed(this, record);
    this.#ended(record);
  }

  #ended(record: DisconnectedRecord | DialFailedRecord): void {
    this.#checkCause(record);
    if (this.isLeaving) return;
    this.book.ended(record, this.peer?.stats().attempt ?? 0);
    const isStopped = this.peer?.state === "stopped";
    hold(isStopped === this.book.retires, "verdicts", () => `${record.cause.kind} ${record.code}`);
  }

  /** What a socket reported is what is told, in the words of the phase that it was in. */
  #checkCause({ cause, dial }: DisconnectedRecord | DialFailedRecord): void {
    const wire = this.port.wire;
    if (wire?.dial !== dial || wire.report === undefined || this.isLeaving) return;
    const expected = kindOf(wire.report, this.#before);
    hold(cause.kind === expected, "causes", () => `${cause.kind}, but the socket said ${expected}`);
  }

  retired({ remaining, cause }: RetiredRecord): void {
    hold(!this.isRetired && !this.isLeaving, "retired once", () => this.name);
    hold(this.book.retires, "verdicts", () => `${this.name} retired: ${String(cause)}`);
    hold(!this.isConnected, "alternation", () => `${this.name} retired while connected`);
    this.isRetired = true;
    this.end();
    this.#world.checkRemaining(remaining);
  }

  lost(record: OverflowRecord): void {
    if (this.peer !== undefined) this.letters.lost(record, this.peer.stats());
  }

  read(message: InboxMessage): void {
    hold(message.id === this.id, "identity", () => message.id);
    this.letters.taken(numberOfMessage(message.data), message);
  }

  /** Nothing but its end is told of a peer that is leaving, and nothing once it is gone. */
  #quiet(type: string): void {
    hold(!this.isLeaving && !this.isOver, "quiet after the end", () => `${this.name} ${type}`);
  }

  /** Its worker has ended. */
  end(): void {
    this.isOver = true;
    this.host.book.leave(this);
  }

  leave(): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.leavingSince = this.now;
  }
}
