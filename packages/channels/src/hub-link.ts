// The link to a hub: its greeting, its requests, and what it says. It knows no subscriptions.

import {
  abortable,
  type Clock,
  JoinedSignal,
  type Settle,
  sleep,
  type Timer,
} from "@skep/core/base";
import {
  decodeFromHub,
  encodeFromClient,
  type Failure,
  type FromHub,
  greet,
  type Greeting,
  type GreetingInput,
  HELLO_TIMEOUT,
  type Publication,
  VERSIONS,
  type Welcome,
} from "@skep/protocol";
import { type Answer, Requests } from "./requests.ts";

/** The parts of the client that its link uses. */
export interface HubLinkPort {
  readonly clock: Clock;
  send(text: string): Promise<void>;
  /** Ends this link and dials anew, at a moment within so many milliseconds. */
  leave(within: number): void;
  /** The token that `hello` shows, where it shows one. */
  token(): string | undefined;
  /** Requests are answered from now on, in this version. */
  ready(version: 0 | 1): void;
  /** They no longer are. */
  down(): void;
  /** Called for a message of the hub that answers no request. */
  said(message: FromHub): void;
  /** The hub has answered `hello` with an error; `leave` follows. */
  refused(failure: Failure): void;
}

/** A hub that refused the client is tried again within so many milliseconds. */
const REFUSED_PAUSE = 10_000;

/** So many milliseconds after it was taken for one of version 0, a hub is no longer expected to turn out to be a slow one of v1. */
const OLD_HUB_PATIENCE = 10_000;

/** What a hub of version 0 would say of a request that it does not know, if it answered. */
const OLD_HUB: Failure = {
  type: "error",
  code: "unknown_method",
  text: "the hub speaks version 0",
};

export class HubLink {
  readonly #port: HubLinkPort;
  readonly #requests: Requests;
  #greeting: Greeting = "away";
  #helloId = 0;
  #alarm: Timer | undefined;
  /** The hub speaks version 0, beyond doubt. */
  #isOld = false;
  /** The requests that wait for a hub of v1. Bound: the calls of the application, which the client bounds. */
  readonly #waiting = new Set<Settle>();
  #closed: Error | undefined;
  /** Aborts when the link is over for good. */
  readonly #end = new AbortController();
  /** The `welcome` of the hub on this link; undefined before it, and where the hub speaks v0. */
  welcome: Welcome | undefined;

  constructor(port: HubLinkPort) {
    this.#port = port;
    this.#requests = new Requests(port.clock);
  }

  /** The version that the hub speaks; undefined while it is not known. */
  get version(): 0 | 1 | undefined {
    if (this.#greeting === "v1") return 1;
    return this.#greeting === "v0" ? 0 : undefined;
  }

  // --- what the connection tells ---

  opened(): void {
    if (this.#closed === undefined) this.#greet({ type: "opened" });
  }

  lost(): void {
    this.#greet({ type: "lost" });
    this.welcome = undefined;
    this.#requests.fail();
  }

  received(frame: string): void {
    for (const message of decodeFromHub(frame)) this.#received(message);
  }

  /** The link is over for good: all that waits fails with this error. */
  close(error: Error): void {
    this.#closed = error;
    this.lost();
    this.#release();
    this.#end.abort(error);
  }

  // --- the greeting ---

  #greet(input: GreetingInput): void {
    const { state, effects } = greet(this.#greeting, input);
    if (state !== this.#greeting) {
      this.#alarm?.cancel();
      this.#isOld = false;
    }
    this.#greeting = state;
    for (const effect of effects) {
      if (effect === "hello") this.#hello();
      if (effect === "close") this.#port.leave(REFUSED_PAUSE);
      if (effect === "down") this.#port.down();
      if (effect === "ready v0") this.#ready(0);
      if (effect === "ready v1") this.#ready(1);
    }
  }

  #hello(): void {
    const { clock } = this.#port;
    const token = this.#port.token();
    this.#alarm = clock.schedule(HELLO_TIMEOUT, () => this.#greet({ type: "due" }));
    this.#helloId = this.ask(
      (id) => encodeFromClient({ type: "hello", id, versions: VERSIONS, time: "ms", token }),
      () => {},
    );
  }

  #ready(version: 0 | 1): void {
    this.#port.ready(version);
    if (version === 1) return this.#release();
    this.#alarm = this.#port.clock.schedule(OLD_HUB_PATIENCE, () => {
      this.#isOld = true;
      this.#release();
    });
  }

  #release(): void {
    for (const settle of this.#waiting) settle(this.#closed);
    this.#waiting.clear();
  }

  // --- what the hub says ---

  #received(message: FromHub): void {
    switch (message.type) {
      case "welcome":
        if (message.re !== this.#helloId) return;
        this.welcome = message;
        this.#requests.forget(message.re);
        return this.#greet({ type: "welcomed", version: message.version });
      case "ack":
        return this.#requests.answer(message.re, message);
      case "error":
        return "code" in message ? this.#failed(message) : this.#port.said(message);
      case "bad_frame":
        // An answer that cannot be read is none.
        return message.re === undefined ? undefined : this.#requests.answer(message.re, undefined);
      case "ping":
        return this.#send(encodeFromClient({ type: "pong", re: message.id }));
      default:
        return this.#tell(message);
    }
  }

  #tell(message: FromHub): void {
    if ("re" in message && message.re !== undefined && "data" in message)
      this.#requests.collect(message.re, message);
    else this.#port.said(message);
  }

  #failed(failure: Failure): void {
    if (failure.re === undefined) return this.#port.said(failure);
    if (failure.re !== this.#helloId) return this.#requests.answer(failure.re, failure);
    this.#port.refused(failure);
    this.#greet({ type: "refused" });
  }

  // --- asking ---

  /**
   * Sends a request on this link; `write` is given its id, and what it throws is thrown. `answered` is called once, without an answer
   * where the link or the patience has ended. Returns the id.
   */
  ask(write: (id: number) => string, answered: (answer: Answer) => void): number {
    const id = this.#requests.nextId();
    this.#ask(id, write(id), answered);
    return id;
  }

  /** The same as a promise, when there is a link to a hub of v1. A hub of version 0 is sent nothing: it would not answer. */
  async request(
    write: (id: number) => string,
    signal?: AbortSignal,
    items?: Publication[],
  ): Promise<Answer> {
    await this.#whenReady(signal);
    if (this.#isOld) return OLD_HUB;
    const id = this.#requests.nextId();
    const text = write(id);
    let answer: Answer;
    await abortable(signal, (settle) => {
      const answered = (given: Answer): void => {
        answer = given;
        settle();
      };
      this.#ask(id, text, answered, items);
      return () => this.#requests.forget(id);
    });
    if (this.#closed !== undefined) throw this.#closed;
    return answer;
  }

  #ask(id: number, text: string, answered: (answer: Answer) => void, items?: Publication[]): void {
    this.#requests.open(id, answered, items);
    this.#send(text, id);
  }

  /** A link that is ready may be gone before who waited for it goes on. */
  async #whenReady(signal?: AbortSignal): Promise<void> {
    while (this.#closed === undefined && this.version !== 1 && !this.#isOld)
      await abortable(signal, (settle) => {
        this.#waiting.add(settle);
        return () => this.#waiting.delete(settle);
      });
    if (this.#closed !== undefined) throw this.#closed;
    signal?.throwIfAborted();
  }

  /** Resolves after so many milliseconds. Rejects when the link is over for good, and with the reason of the signal. */
  async rest(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const ends = new JoinedSignal(this.#end.signal, signal);
    try {
      await sleep(this.#port.clock, milliseconds, ends.signal);
    } finally {
      ends.release();
    }
  }

  #send(text: string, id?: number): void {
    // What was not sent is answered by nobody.
    this.#port.send(text).catch(() => id !== undefined && this.#requests.answer(id, undefined));
  }
}
