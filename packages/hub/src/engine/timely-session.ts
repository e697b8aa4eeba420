// A session whose calls are waited for only so long: an engine that hangs is an engine that is away.

import { type Clock, Fifo, nextMacrotask, type Timer } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import { EngineError } from "../errors.ts";
import type { EngineSession, Published, PublishRequest, ReadAnswer, ReadRange } from "./engine.ts";

/** Milliseconds that an engine has to answer: as long as a client of ours waits for the answer to a request. */
export const ANSWER_TIMEOUT = 10_000;

interface Call {
  /** From then on nobody waits for it any more. */
  readonly due: number;
  /** Changes nothing where the call is over. */
  readonly giveUp: (why: string) => void;
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

  /** Whoever closes says how long that may take. What is open when the session has ended is given up. */
  async close(): Promise<void> {
    try {
      await this.#session.close();
    } finally {
      // What was answered before is told first.
      if (this.#calls.size > 0) nextMacrotask(this.#clock, () => this.#giveUpAll());
    }
  }

  #giveUpAll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { giveUp } of this.#calls.shiftMany(this.#calls.size))
      giveUp("The session of the engine has ended before the engine has answered.");
  }

  /** An engine that throws has rejected. */
  #within<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const giveUp = (why: string): void => reject(new EngineError(why));
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
      if (!first.isOver) first.giveUp(`The engine has not answered within ${ANSWER_TIMEOUT} ms.`);
    }
  }
}
