// A session whose calls are waited for only so long: an engine that hangs is an engine that is away.

import { type Clock, Fifo, type Timer } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import { EngineError } from "../errors.ts";
import type { EngineSession, Published, PublishRequest, ReadAnswer, ReadRange } from "./engine.ts";

/** Milliseconds that an engine has to answer: as long as a client of ours waits for the answer to a request. */
export const ANSWER_TIMEOUT = 10_000;

interface Call {
  /** From then on nobody waits for it any more. */
  readonly due: number;
  readonly giveUp: () => void;
  isOver: boolean;
}

/** All calls have the same time, so the oldest is due first, and one timer serves all of them. */
export class TimelySession implements EngineSession {
  readonly #session: EngineSession;
  readonly #clock: Clock;
  // Bound: the calls that nobody has answered, and those behind the oldest of them; what clients have under way is bounded by the core.
  readonly #calls = new Fifo<Call>();
  #timer: Timer | undefined;

  constructor(session: EngineSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  publish(request: PublishRequest): Promise<Published> {
    return this.#within(() => this.#session.publish(request));
  }

  subscribe(channel: string): Promise<Position> {
    return this.#within(() => this.#session.subscribe(channel));
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#within(() => this.#session.unsubscribe(channel));
  }

  read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    return this.#within(() => this.#session.read(channel, range));
  }

  /** Whoever closes says how long that may take. Nothing that is open is given up any more. */
  close(): Promise<void> {
    this.#timer?.cancel();
    this.#calls.shiftMany(this.#calls.size);
    return this.#session.close();
  }

  /** An engine that throws has rejected. */
  #within<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void =>
        reject(new EngineError(`The engine has not answered within ${ANSWER_TIMEOUT} ms.`));
      const call = { due: this.#clock.now() + ANSWER_TIMEOUT, giveUp, isOver: false };
      this.#calls.push(call);
      this.#timer ??= this.#clock.schedule(ANSWER_TIMEOUT, () => this.#look());
      const end = (): void => this.#end(call);
      (async () => ask())().then(resolve, reject).finally(end);
    });
  }

  #end(call: Call): void {
    call.isOver = true;
    while (this.#calls.at(0)?.isOver === true) this.#calls.shift();
    if (this.#calls.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Gives up what is due. */
  #look(): void {
    const now = this.#clock.now();
    this.#timer = undefined;
    for (let first = this.#calls.at(0); first !== undefined; first = this.#calls.at(0)) {
      if (!first.isOver && first.due > now) {
        this.#timer = this.#clock.schedule(first.due - now, () => this.#look());
        return;
      }
      this.#calls.shift();
      if (!first.isOver) first.giveUp();
    }
  }
}
