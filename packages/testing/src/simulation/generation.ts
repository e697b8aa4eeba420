// One session, a registration of a pool or a connection, with all that is known of it from both of its sides.

import type { InboxMessage, MessageData, Session, SessionState, SessionStats } from "@skep/core";
import type { StepInput } from "@skep/core/worker";
import type { MemoryDial } from "@skep/core/testing";
import { Announcements } from "./announcements.ts";
import { hold } from "./hold.ts";
import type { Host } from "./host.ts";
import type { Member } from "./books/origin-book.ts";
import { Deliveries } from "./books/deliveries.ts";
import { LINGER, Lingering } from "./books/lingering.ts";
import type { Line } from "./line.ts";
import { SentMessages } from "./books/sent-messages.ts";
import { kindOfMessage, numberOfMessage } from "./message.ts";
import { drawnOptions, Port, type PortOwner } from "./port.ts";
import { probes } from "./plan.ts";
import { ServerMessages } from "./server-messages.ts";
import { EPSILON, SessionBook } from "./books/session-book.ts";
import type { SessionWatch } from "./session-watch.ts";
import { watchListeners } from "./watched-signal.ts";
import { PROBE, type Wire } from "./wire.ts";
import type { World } from "./world.ts";

export class Generation implements PortOwner, Member {
  readonly number: number;
  readonly id: string;
  readonly host: Host;
  readonly port: Port;
  readonly book: SessionBook;
  readonly deliveries: Deliveries;
  readonly sentMessages: SentMessages;
  /** There once `connect` or the constructor has returned. */
  peer: Session | undefined;
  /** Where its steps cannot be observed. */
  watch: SessionWatch | undefined;
  /** The server's ends of its links, latest last. */
  readonly lines: Line[] = [];
  /** What its servers say. */
  readonly server: ServerMessages;
  /** Calls of `whenConnected()` that wait. */
  waits = 0;
  /** Removes the peer. */
  readonly abort: AbortController = new AbortController();
  /** How many listen to its signal. */
  readonly listeners: () => number;
  /** `remove`, an abort or `close` has been called. */
  isLeaving = false;
  leavingSince = 0;
  readonly lingering: Lingering = new Lingering();
  /** When a redial has to have begun that was asked for within a time. */
  redialsUntil: number = Infinity;
  /** Its worker has ended. */
  isOver = false;
  isRetired = false;
  /** Why, as it was told. */
  retiredFor: unknown;
  readonly announcements: Announcements;
  #lastStats: SessionStats | undefined;
  #lastKey = -1;
  readonly #world: World;

  constructor(world: World, id: string, host: Host) {
    this.#world = world;
    this.number = world.generations.length + 1;
    this.id = id;
    this.host = host;
    this.port = new Port(this, drawnOptions(world));
    this.book = new SessionBook(world.plan.session, world, { hidden: world.hidden });
    this.server = new ServerMessages(world.random);
    this.deliveries = new Deliveries(world.plan.inbox);
    this.sentMessages = new SentMessages(`${this.number}/`);
    this.listeners = watchListeners(this.abort.signal);
    this.announcements = new Announcements(this, world);
    host.users += 1;
    host.book.join(this);
  }

  get isConnected(): boolean {
    return this.announcements.isConnected;
  }

  get name(): string {
    return `${this.id}#${this.number}`;
  }

  // --- at its origin ---

  get isLinked(): boolean {
    return this.port.live.some(({ openedAt }) => openedAt !== undefined);
  }

  get isCalling(): boolean {
    return this.port.live.some(({ openedAt }) => openedAt === undefined);
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
    this.watch?.look();
    world.guard(() => {
      hold(this.port.live.length === 0, "one socket", () => `${this.name} dials beside another`);
      hold(!this.isOver, "quiet after the end", () => `${this.name} dials`);
      this.host.book.calls(this);
      world.note(`${this.name} dials ${this.dialNumber}`);
    });
    if (world.strikes("dial throws")) return "throw";
    return world.strikes("tells inside dial") ? "inside" : undefined;
  }

  dialled(dial: MemoryDial, inside: boolean): void {
    this.lines.push(this.host.answer(dial, this, inside));
  }

  message(wire: Wire, data: string | Uint8Array): void {
    const { reached, plan, clock } = this.#world;
    this.watch?.look();
    const number = numberOfMessage(data);
    const { state } = this.book;
    this.deliveries.arrived(number, wire.dial, clock.wall());
    if (wire.isOver || wire.isLeaving) this.deliveries.late += 1;
    if (wire.isOver) return reached.add("message of a former socket");
    reached.add(`${state} message`);
    const passes = state === "opening" || state === "connected" || state === "ending";
    if (passes && probes(plan) && kindOfMessage(data) === "a")
      return this.deliveries.answered(number);
    wire.hasSpoken ||= state === "connected";
    this.lingering.heardAt = this.now;
  }

  pong(): void {
    this.#world.reached.add(`${this.book.state} pong`);
  }

  wrote(data: MessageData): void {
    this.#world.guard(() => this.sentMessages.onWire(data));
  }

  did(wire: Wire, what: string): void {
    this.#world.note(`${this.name} wire ${wire.dial} ${what}`);
    this.watch?.look();
    if (what === `close ${LINGER.code}`) this.#world.guard(() => this.#checkLinger());
    if (what === "opened" && !wire.isOver) this.#asHeard(() => this.host.book.opened());
    if (what === "pause") this.book.silence?.pause();
    if (what === "resume") this.book.silence?.resume(this.now);
  }

  /** A pool hears what is told inside of `dial` when that call has returned, and so behind what another dial told before. */
  #asHeard(hear: () => void): void {
    if (this.port.isInside) queueMicrotask(hear);
    else hear();
  }

  /** It says goodbye after it lingered. */
  #checkLinger(): void {
    const { lingering, sentMessages, line } = this;
    // The pool takes a deadline whose timer has fired for over, also where the clock is short of it by a rounding error.
    const now = this.now + EPSILON;
    if (now >= lingering.until) return;
    this.#world.reached.add("lingered");
    sentMessages.goodbye();
    const left = this.#world.plan.sockets.buffered ? (line?.dial.bufferedAmount ?? 0) : 0;
    lingering.goodbye(now, left);
  }

  /** Removed, and as connected as before. */
  get isLingering(): boolean {
    return this.isLeaving && ["connected", "ending"].includes(this.book.state);
  }

  ended(): void {
    this.#asHeard(() => {
      this.announcements.answers = this.host.book.answers;
    });
  }

  /** Its socket has said how this dial ended, before the session went on. */
  get #hasReport(): boolean {
    const { wire } = this.port;
    return wire?.report !== undefined && wire.dial === this.dialNumber;
  }

  /** When its latest link proved last that it lives. */
  get provedAt(): number {
    const heardAt = this.port.wire?.heardAt ?? 0;
    // Where the platform shows no backlog, nothing of it is life.
    const shows = this.#world.plan.sockets.buffered;
    return Math.max(heardAt, shows ? (this.line?.backlog.provedAt ?? 0) : 0);
  }

  // --- its servers ---

  /** Looks at what the client did on all lines. */
  attend(): void {
    for (const line of this.lines)
      for (const heard of line.attend()) if (heard === PROBE) this.server.send(line, "a", 1);
    this.watch?.settle();
  }

  /** Its figures; those of one that is gone change only when messages come, are read or are lost. */
  stats(): SessionStats | undefined {
    const { delivered, read, told } = this.deliveries;
    const key = delivered + read + told + this.#world.dropped();
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

  readonly stepped = (before: SessionState, input: StepInput, after: SessionState): void => {
    const { reached } = this.#world;
    reached.add(`${before} ${input.type === "due" ? `due ${input.alarm}` : input.type}`);
    if (input.type === "signal") reached.add(`${before} signal ${input.signal}`);
    this.moved(before, input, after);
  };

  /** The same, where it is not known which cell of the table it was. */
  moved(before: SessionState, input: StepInput, after: SessionState): void {
    this.announcements.before = before;
    if (input.type === "redial") this.redialsUntil = Infinity;
    this.#world.guard(() => {
      this.book.stepped(before, input, after);
      // Also where it is queued already, and the user wants it soon.
      const enters = before !== after || input.type === "redial";
      if (enters && after === "queued") this.host.book.entered(this);
      if (before !== after && after === "dialing") this.host.book.admitted(this);
      if (before === "dialing") this.host.book.busy();
      if (before === "queued" && after !== "dialing") this.host.book.passed();
      if (before === "dialing" && !this.#hasReport) this.ended();
    });
  }

  // --- as it tells ---

  /** A message of a pool's inbox. */
  read(message: InboxMessage): void {
    hold(message.id === this.id, "identity", () => message.id);
    this.deliveries.takenAs(message);
  }

  retire(cause: unknown): void {
    this.isRetired = true;
    this.retiredFor = cause;
    this.end();
  }

  /** Its worker has ended. */
  end(): void {
    this.isOver = true;
    this.host.book.leave(this);
  }

  // --- as its user acts ---

  /** Asks for a dial, now or at a random moment. */
  redial(within: number = 0): void {
    const { now, peer, watch } = this;
    watch?.asked(within);
    peer?.redial({ within });
    watch?.answered();
    if (within === 0 || peer?.state === "stopped") return;
    // Where its steps are not seen, the dial is what counts.
    const until = now + within + (watch?.slack ?? 0);
    this.redialsUntil = Math.min(this.redialsUntil, until);
  }

  /** It is about to be removed so that it lingers, where it is connected. */
  linger(): void {
    if (!this.isLeaving && this.isConnected) this.lingering.begin(this.now);
  }

  leave(): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.leavingSince = this.now;
  }
}
