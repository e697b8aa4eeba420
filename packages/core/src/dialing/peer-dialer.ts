// The dialer of one peer: its place at an origin, its providers, its transport. Whether there is a pool is not known here.

import type { Failure } from "../failure.ts";
import type { Transport } from "../transport.ts";
import type { DialRequest, EnterOptions, Ticket } from "../worker.ts";
import type { Admission, OriginAdmission } from "./admission.ts";
import type { DialAttempt } from "./dial-attempt.ts";
import {
  asksProviders,
  type DialSettings,
  findTarget,
  type Found,
  type TargetSource,
  transportOf,
} from "./dial-target.ts";
import { Place } from "./place.ts";

/** The session that a dialer works for. */
export interface DialerOwner extends TargetSource {
  readonly id: string;
  /** A message that came after its dial was given up. */
  late(data: string | Uint8Array): void;
  /** Calls in the async context in which the peer was registered. */
  inContext<T>(call: () => T): T;
  /** Code of the application threw where it was told something. */
  error(error: unknown): void;
  /** The origin answers again after it was down. */
  reachable(): void;
}

/** What dialers have in common. */
export interface DialerCommon {
  readonly options: DialSettings;
  /** A limiter, or `admitAtOnce`. */
  readonly admission: Admission;
}

export class PeerDialer {
  readonly #owner: DialerOwner;
  readonly #common: DialerCommon;
  #attempts: Few<DialAttempt> = NONE;
  #places: Few<Place> = NONE;
  #admission: OriginAdmission;
  #released = false;

  /** `origin` is that of a constant URL. */
  constructor(owner: DialerOwner, common: DialerCommon, origin: string | undefined) {
    this.#owner = owner;
    this.#common = common;
    // Until a provider has given a URL, the peer gets an origin of its own, as its real origin is not known.
    this.#admission = common.admission.join(origin ?? `peer ${owner.id}`, this);
  }

  get id(): string {
    return this.#owner.id;
  }

  get transport(): Transport {
    return transportOf(this.#owner.options, this.#common.options);
  }

  get unref(): boolean {
    return this.#common.options.unref;
  }

  /** As `Dialer.enter` says. */
  enter(admitted: () => void, options: EnterOptions = {}): Ticket {
    const asks = asksProviders(this.#owner.options, this.#common.options);
    const place = new Place(this, admitted, options, asks);
    if (this.#released) return place;
    this.#places = append(this.#places, place);
    place.enter(this.#admission);
    return place;
  }

  /** As `Dialer.dial` says, of an attempt that is new. */
  dial<A extends DialAttempt>(ticket: Ticket, request: DialRequest, attempt: A): A {
    if (this.#released) attempt.abandon();
    else {
      this.#attempts = append(this.#attempts, attempt);
      void attempt.run(this, ticket, () => this.#find(request, attempt));
    }
    return attempt;
  }

  #find({ attempt: number, lastFailure }: DialRequest, attempt: DialAttempt): Promise<Found> {
    return findTarget(this.#owner, this.#common.options, () => ({
      attempt: number,
      lastFailure,
      signal: attempt.signal,
    }));
  }

  // --- as its places and attempts tell ---

  left(place: Place): void {
    this.#places = without(this.#places, place);
  }

  /** A dial has its target: calls `open` when it may begin, at the origin that its provider has named. */
  found({ ticket }: DialAttempt, origin: string | undefined, open: () => void): void {
    const former = this.#admission;
    if (origin !== undefined && origin !== former.origin)
      this.#admission = this.#common.admission.join(origin, this);
    const place = listOf(this.#places).find((own) => own === ticket);
    // A worker may have given its ticket back. Its dial then begins at once, without pacing.
    if (place === undefined) open();
    else place.awaitHandshake(this.#admission, open);
    // The peer leaves its former origin, where its other places, if any, are no longer valid.
    if (this.#admission !== former) former.quit(this);
  }

  opened(attempt: DialAttempt): void {
    attempt.admission = this.#admission;
    this.#admission.opened();
    this.#giveBack(attempt);
  }

  late(data: string | Uint8Array): void {
    this.#owner.late(data);
  }

  inContext<T>(call: () => T): T {
    return this.#owner.inContext(call);
  }

  over(attempt: DialAttempt): void {
    this.#attempts = without(this.#attempts, attempt);
    this.#giveBack(attempt);
    attempt.admission?.ended();
  }

  #giveBack(attempt: DialAttempt): void {
    attempt.ticket?.leave();
    attempt.ticket = undefined;
  }

  // --- as its origin asks and tells ---

  /**
   * The peer should dial now: the origin answers again, or this peer is to probe it. A session that must not dial yet ignores this, as
   * when its server asked it to wait.
   */
  reachable(): void {
    this.guard(() => this.#owner.reachable());
  }

  /** A dial is under way, or about to be. */
  get isDialing(): boolean {
    return listOf(this.#places).some(({ stage }) => stage !== "held");
  }

  /** A worker that throws where it is told something harms nobody else. */
  guard(tell: () => void): void {
    try {
      this.inContext(tell);
    } catch (error) {
      this.threw(error);
    }
  }

  threw(error: unknown): void {
    this.#owner.error(error);
  }

  /** The worker told that a dial failed. */
  failed(failure: Failure): void {
    this.#admission.failed(this, failure, this.transport.can.status);
  }

  /** Ends all dials, and reports their links as lost. */
  cut(): void {
    for (const attempt of listOf(this.#attempts)) this.guard(() => attempt.cut());
  }

  /** The peer is gone. */
  release(): void {
    this.#released = true;
    for (const attempt of listOf(this.#attempts)) attempt.abandon();
    for (const place of listOf(this.#places)) place.leave();
    this.#admission.quit(this);
  }
}

/** None, one or several items. Most often there is at most one: a single item is stored without an array, to save memory. */
type Few<T> = T | readonly T[];

const NONE: readonly never[] = [];

const listOf = <T>(few: Few<T>): readonly T[] => [few].flat() as T[];

function fewOf<T>(list: readonly T[]): Few<T> {
  if (list.length === 0) return NONE;
  return list.length === 1 ? (list[0] as T) : list;
}

const append = <T>(few: Few<T>, item: T): Few<T> => fewOf([...listOf(few), item]);

const without = <T>(few: Few<T>, item: T): Few<T> =>
  fewOf(listOf(few).filter((other) => other !== item));
