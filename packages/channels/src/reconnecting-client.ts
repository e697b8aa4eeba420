// The client of the original hub: version 0 alone, with callbacks, and without subscriptions that come back.

import {
  type Clock,
  ConfigError,
  GuardedEventTarget,
  SkepError,
  systemClock,
} from "@skep/core/base";
import { MAX_FRAME } from "@skep/protocol";
import {
  Connection,
  type ConnectionOptions,
  ConnectionUnavailableError,
  ReentrancyError,
  type WaitOptions,
} from "skep/connection";
import type { ChannelErrorCode } from "./errors.ts";
import { eventOf } from "./events.ts";
import { type Message, messagesOfText, textOfMessage } from "./message.ts";
import { withOwnNames } from "./option-names.ts";
import { readSession, type SessionListener } from "./read-session.ts";
import {
  attempts,
  type Callbacks,
  type ReconnectingClientOptions,
  retryOf,
} from "./reconnect-options.ts";
import { HUB_PROBE, withVerdicts } from "./session.ts";

/** The events of a `ReconnectingClient` by type. The callbacks are told the same. */
export interface ReconnectingClientEventMap {
  /** 0 on the first link, then the dials that it took to come back. */
  connected: Event & { readonly attempt: number };
  disconnected: Event & { readonly reason: string };
  message: Event & { readonly message: Message };
  error: Event & { readonly error: unknown };
}

const TYPES: readonly (keyof ReconnectingClientEventMap)[] = [
  "connected",
  "disconnected",
  "message",
  "error",
];

/**
 * A client of version 0, with the names of the original hub's client. It keeps no subscriptions: `onReconnect` is the place to subscribe
 * again. `ChannelClient` does all of that by itself.
 *
 * The constructor throws a `ConfigError` for an option that cannot be used, and dials nothing.
 */
export class ReconnectingClient extends GuardedEventTarget<ReconnectingClientEventMap> {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #most: number;
  #connection: Connection | undefined;
  #isClosed = false;

  constructor(options: ReconnectingClientOptions) {
    super(TYPES);
    const { onConnect, onDisconnect, onReconnect, onMessage, onError, ...others } = options;
    const { initialBackoff, maxBackoff, multiplier, maxReconnectAttempts, ...rest } = others;
    const numbers = { initialBackoff, maxBackoff, multiplier, maxReconnectAttempts };
    const callbacks = { onConnect, onDisconnect, onReconnect, onMessage, onError };
    this.#most = attempts(numbers);
    this.#clock = options.clock ?? systemClock({ unref: true });
    const given = { readLimit: MAX_FRAME, probe: HUB_PROBE, ...rest, retry: retryOf(numbers) };
    this.#options = withVerdicts(given, false);
    withOwnNames(Object.keys({ ...numbers, ...callbacks }), () => checkConnection(this.#options));
    this.#listen(callbacks);
  }

  #listen(callbacks: Callbacks): void {
    for (const [name, callback] of Object.entries(callbacks))
      if (callback !== undefined && typeof callback !== "function")
        throw new ConfigError(name, "a function", callback);
    const { onConnect, onDisconnect, onReconnect, onMessage, onError } = callbacks;
    this.addEventListener("connected", ({ attempt }) =>
      attempt === 0 ? onConnect?.() : onReconnect?.(attempt),
    );
    this.addEventListener("disconnected", ({ reason }) => onDisconnect?.(reason));
    this.addEventListener("message", ({ message }) => onMessage?.(message));
    this.addEventListener("error", ({ error }) => onError?.(error));
  }

  /** `disconnected` between two dials, too. */
  get state(): "disconnected" | "connecting" | "connected" {
    switch (this.#connection?.state) {
      case "connected":
        return "connected";
      case "queued":
      case "dialing":
      case "opening":
        return "connecting";
      default:
        return "disconnected";
    }
  }

  /**
   * Dials, and comes back after each failure. Resolves after `close()`, at once where that was called before. Rejects with the reason of
   * the signal, with a `SkepError` of `ERR_CHANNEL_RETRIES` after as many dials as there may be, and with the error for which the server is not dialled again; then it may be called again. Rejects
   * with a `ReentrancyError` while an earlier call is open.
   */
  async connect({ signal }: WaitOptions = {}): Promise<void> {
    if (this.#isClosed) return;
    if (this.#connection !== undefined) throw new ReentrancyError("connect", "while it is open");
    const connection = new Connection({ ...this.#options, signal });
    this.#connection = connection;
    const cause = await readSession(
      connection,
      connection.batches(),
      this.#clock,
      this.#listener(),
    );
    this.#connection = undefined;
    signal?.throwIfAborted();
    if (cause !== undefined) throw this.#failure(cause, connection.stats().attempt);
  }

  #failure(cause: unknown, attempt: number): unknown {
    const isSpent = this.#most > 0 && attempt > this.#most;
    if (!isSpent) return cause;
    const text = `max retries (${this.#most}) exceeded`;
    const error = new SkepError<ChannelErrorCode>("ERR_CHANNEL_RETRIES", text, cause);
    this.#tell("error", { error });
    return error;
  }

  /** Sends a message. Rejects with a `ConnectionUnavailableError` while not connected, and as `Connection.send` does. */
  async send(message: Message, options?: WaitOptions): Promise<void> {
    const text = textOfMessage(message);
    const connection = this.#connection;
    if (connection === undefined) throw new ConnectionUnavailableError("hub", "disconnected");
    return connection.send(text, options);
  }

  /** Ends it for good; it may be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connection?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // --- what happens ---

  #listener(): SessionListener {
    /** The latest dial of which a link has ended; undefined before the first. */
    let lostDial: number | undefined;
    return {
      connected: ({ dial }) =>
        this.#tell("connected", { attempt: lostDial === undefined ? 0 : dial - lostDial }),
      disconnected: ({ dial, cause, reason }) => {
        lostDial = dial;
        if (cause.kind !== "stopped") this.#tell("error", { error: cause });
        this.#tell("disconnected", { reason });
      },
      dialFailed: ({ cause }) => this.#tell("error", { error: cause }),
      received: (frame) => {
        const broken = (error: Error): void => this.#tell("error", { error });
        for (const message of messagesOfText(frame, broken)) this.#tell("message", { message });
      },
    };
  }

  #tell(type: keyof ReconnectingClientEventMap, facts: object): void {
    this.dispatchEvent(eventOf(type, facts));
  }

  /** What listens to `error` and throws is left alone. */
  protected override listenerThrew(error: unknown, event: Event): void {
    if (event.type !== "error") this.#tell("error", { error });
  }
}

/** Throws what the constructor of a connection would, and dials nothing: an aborted signal is looked at when all else was checked. */
function checkConnection(options: ConnectionOptions): void {
  const checked = {};
  try {
    void new Connection({ ...options, signal: AbortSignal.abort(checked) });
  } catch (error) {
    if (error !== checked) throw error;
  }
}
