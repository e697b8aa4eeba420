// The link to a hub: its greeting, its requests, and what it says. It knows no subscriptions.

import { abortable, type Clock, type Settle, type Timer } from "@skep/core/base";
import {
  type ClientMessage,
  decodeFromHub,
  encodeFromClient,
  type FromHub,
  greet,
  type Greeting,
  type GreetingInput,
  HELLO_TIMEOUT,
  type Publication,
  VERSIONS,
  verdictOf,
  type Welcome,
} from "@skep/protocol";
import { ClientClosedError, RefusedError } from "./errors.ts";
import { type Answer, Requests } from "./requests.ts";

/** The connection, as far as it is needed here. */
export interface Wire {
  send(text: string): Promise<void>;
  /** Ends the link and dials anew, at a moment within so many milliseconds. */
  redial(within: number): void;
}

export interface HubLinkOptions {
  readonly clock: Clock;
  readonly wire: Wire;
  readonly token: string | (() => string | Promise<string>) | undefined;
  /** Subscriptions are carried out from now on, in this version. */
  ready(version: 0 | 1): void;
  down(): void;
  /** Called for a message of the hub that answers no request. */
  said(message: FromHub): void;
  /** The hub does not want this client. */
  refused(error: unknown): void;
}

/** A hub that refused the client, or a token that could not be had, is tried again within so many milliseconds. */
const REFUSED_PAUSE = 10_000;

/** A message that asks for an answer, still without its id. */
type Question = ClientMessage extends infer M
  ? M extends { readonly id?: number | undefined }
    ? Omit<M, "id">
    : never
  : never;

export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #requests: Requests;
  #greeting: Greeting = "away";
  #helloId = 0;
  #alarm: Timer | undefined;
  /** The calls that wait until the version of the hub is known. */
  readonly #waiting = new Set<Settle>();
  #closed: ClientClosedError | undefined;
  /** The `welcome` of the hub on this link; undefined before it, and where the hub speaks v0. */
  welcome: Welcome | undefined;

  constructor(options: HubLinkOptions) {
    this.#options = options;
    this.#requests = new Requests(options.clock);
  }

  get isReady(): boolean {
    return this.#greeting === "v0" || this.#greeting === "v1";
  }

  // --- what the connection tells ---

  opened(): void {
    this.#greet({ type: "opened" });
  }

  lost(): void {
    this.#greet({ type: "lost" });
    this.#requests.fail();
  }

  received(frame: string): void {
    for (const message of decodeFromHub(frame)) this.#received(message);
  }

  close(cause?: unknown): void {
    this.#alarm?.cancel();
    this.#closed = new ClientClosedError(cause);
    this.#requests.fail();
    for (const settle of this.#waiting) settle(this.#closed);
  }

  // --- the greeting ---

  #greet(input: GreetingInput): void {
    const { state, effects } = greet(this.#greeting, input);
    if (state !== this.#greeting) this.#alarm?.cancel();
    this.#greeting = state;
    for (const effect of effects) {
      if (effect === "hello") void this.#hello();
      if (effect === "close") this.#options.wire.redial(REFUSED_PAUSE);
      if (effect === "down") this.#options.down();
      if (effect === "ready v0") this.#ready(0);
      if (effect === "ready v1") this.#ready(1);
    }
  }

  async #hello(): Promise<void> {
    const { clock, token } = this.#options;
    const id = this.#requests.open(() => {});
    this.#helloId = id;
    this.#alarm = clock.schedule(HELLO_TIMEOUT, () => this.#greet({ type: "due" }));
    try {
      const given = typeof token === "function" ? await token() : token;
      // The link may be another one by now.
      if (this.#helloId !== id) return;
      this.#send({ type: "hello", id, versions: VERSIONS, time: "ms", token: given });
    } catch {
      // Without a token there is nothing to say: the next link asks for another one.
      this.#options.wire.redial(REFUSED_PAUSE);
    }
  }

  #ready(version: 0 | 1): void {
    if (version === 0) this.welcome = undefined;
    this.#options.ready(version);
    for (const settle of this.#waiting) settle();
    this.#waiting.clear();
  }

  // --- what the hub says ---

  #received(message: FromHub): void {
    switch (message.type) {
      case "welcome":
        if (message.re !== this.#helloId) return;
        this.welcome = message;
        this.#requests.answer(message.re, undefined);
        return this.#greet({ type: "welcomed", version: message.version });
      case "ack":
        return this.#requests.answer(message.re, message);
      case "error":
        return "code" in message ? this.#failed(message) : this.#options.said(message);
      case "bad_frame":
        // An answer that cannot be read is none.
        return message.re === undefined ? undefined : this.#requests.answer(message.re, undefined);
      case "ping":
        return this.#send({ type: "pong", re: message.id });
      default:
        return this.#tell(message);
    }
  }

  #tell(message: FromHub): void {
    if ("re" in message && message.re !== undefined && "data" in message)
      this.#requests.collect(message.re, message);
    else this.#options.said(message);
  }

  #failed(failure: Extract<Answer, { type: "error" }>): void {
    if (failure.re === undefined) return this.#options.said(failure);
    if (failure.re !== this.#helloId) return this.#requests.answer(failure.re, failure);
    this.#greet({ type: "refused" });
    if (verdictOf(failure.code) === "never")
      this.#options.refused(new RefusedError("the client", failure.code, failure.text));
  }

  // --- asking ---

  /** Sends a request on this link. `answered` is called once, without an answer where the link or the patience has ended. */
  ask(question: Question, answered: (answer: Answer) => void, items?: Publication[]): void {
    const id = this.#requests.open(answered, items);
    this.#send({ ...question, id });
  }

  /** The same as a promise, when there is a link. */
  async request(question: Question, signal?: AbortSignal, items?: Publication[]): Promise<Answer> {
    await this.#whenReady(signal);
    let answer: Answer;
    await abortable(signal, (settle) => {
      const answered = (given: Answer): void => {
        answer = given;
        settle();
      };
      this.ask(question, answered, items);
      return () => {};
    });
    if (this.#closed !== undefined) throw this.#closed;
    return answer;
  }

  #whenReady(signal?: AbortSignal): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (this.isReady) return Promise.resolve();
    return abortable(signal, (settle) => {
      this.#waiting.add(settle);
      return () => this.#waiting.delete(settle);
    });
  }

  #send(message: ClientMessage): void {
    // A send that fails is answered by nobody, and its link ends or the patience does.
    this.#options.wire.send(encodeFromClient(message)).catch(() => {});
  }
}
