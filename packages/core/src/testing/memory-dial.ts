// One link of the memory transport as its peer sees it: what the client did, and what to tell it.

import { isCloseCode } from "../base/close-code.ts";
import { ownBytes } from "../base/own-bytes.ts";
import { plainPayload } from "../base/payload.ts";
import { ConfigError } from "../errors.ts";
import type {
  CloseFrame,
  CloseReport,
  DialTarget,
  MessageData,
  OpenInfo,
  Socket,
  SocketSink,
} from "../transport.ts";
import type { MemoryFaults, MemoryTransportOptions } from "./memory-transport.ts";
import { bytesOf, copyOf } from "./payload.ts";

/** What the client said on the way out. */
export interface MemoryGoodbye {
  readonly code: number | undefined;
  readonly reason: string;
}

/** How the peer refuses a dial. Status and headers are only told where the transport `can.status`. */
export interface MemoryRefusal {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: unknown;
}

type Options = MemoryTransportOptions & Required<Pick<MemoryTransportOptions, "can" | "defer">>;

/**
 * Plays the peer of one dial.
 *
 * Each method that tells the client something does so at once and returns true, or returns false when it
 * cannot be told any more (the client gave the dial up, the link is closed). While the client pauses, what
 * comes over the link waits in order; `drop` and `violate` do not.
 */
export class MemoryDial {
  /** Which dial of the transport this is, from 1. */
  readonly number: number;
  readonly target: DialTarget;
  /** The client's end. */
  readonly socket: Socket;
  /** What the client sent; bytes are copies. */
  readonly sent: (string | Uint8Array)[] = [];
  /** Pings of the client. */
  pings = 0;
  /** What the client reads as `bufferedAmount`. */
  bufferedAmount = 0;
  /** The network takes nothing: what is sent piles up in `bufferedAmount` until `drain`. */
  stalled = false;
  /** As the transport's option, for this dial alone. */
  autoPong: boolean;
  /** As the transport's option, for this dial alone. */
  autoClose: boolean;
  /** A copy of the transport's, for this dial alone. */
  readonly faults: Partial<MemoryFaults>;
  readonly #options: Options;
  readonly #sink: SocketSink;
  readonly #held: (() => void)[] = [];
  #state: "connecting" | "open" | "closed" = "connecting";
  #goodbye: MemoryGoodbye | undefined;
  /** The peer's close frame, once it has arrived. */
  #frame: CloseFrame | undefined;
  #paused = false;
  #slack = 0;
  #terminated = false;
  #unrefd = false;

  constructor(number: number, target: DialTarget, sink: SocketSink, options: Options) {
    this.number = number;
    this.target = target;
    this.#sink = sink;
    this.#options = options;
    this.autoPong = options.autoPong ?? false;
    this.autoClose = options.autoClose ?? true;
    this.faults = { ...options.faults };
    this.socket = this.#clientEnd();
  }

  // --- what the client did ---

  /** `connecting`, then `open` or not, then `closed`. A client that said goodbye is still open. */
  get state(): "connecting" | "open" | "closed" {
    return this.#state;
  }

  /** Set once the client called `close()`. */
  get goodbye(): MemoryGoodbye | undefined {
    return this.#goodbye;
  }

  get terminated(): boolean {
    return this.#terminated;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get unrefd(): boolean {
    return this.#unrefd;
  }

  // --- what the peer does ---

  /** Answers the upgrade. The headers are only told where the transport's option `answerHeaders` says so. */
  accept(protocol: string = "", headers?: OpenInfo["headers"]): boolean {
    if (this.#state !== "connecting" || this.#left) return false;
    this.#state = "open";
    const shown = headers !== undefined && this.#options.answerHeaders !== false;
    this.#sink.opened(shown ? { protocol, headers } : { protocol });
    return true;
  }

  /** Answers the upgrade with another status, or not at all. */
  refuse({ status, headers = {}, error }: MemoryRefusal = {}): boolean {
    if (this.#state !== "connecting") return false;
    const answer = status !== undefined && this.#options.can.status ? { status, headers } : {};
    return this.#end({ ...ABNORMAL, ...answer, ...(error === undefined ? {} : { error }) });
  }

  /** A message; larger than `readLimit`, it ends the link where the transport can enforce it. */
  message(data: string | Uint8Array): boolean {
    return this.#pass(() => {
      const { readLimit = 0 } = this.target;
      const size = readLimit > 0 && this.#options.can.readLimit ? bytesOf(data) : 0;
      if (size <= readLimit) this.#sink.message(this.#handedOut(data));
      else this.violate("readLimit", undefined, `${size} bytes, and ${readLimit} are allowed`);
    });
  }

  #handedOut(data: string | Uint8Array): string | Uint8Array {
    return typeof data === "string" || this.target.binary === "view" ? data : ownBytes(data);
  }

  /** Bytes arrive, of a message that is not whole yet; told where the transport's option `progress` says so. */
  progress(): boolean {
    return this.#pass(() => void (this.#options.progress !== false && this.#sink.progress?.()));
  }

  ping(): boolean {
    return this.#pass(() => this.#sink.heard());
  }

  pong(): boolean {
    return this.#pass(() => this.#sink.pong());
  }

  /**
   * The peer's close frame arrives and the connection stays: the client can send no more. `close` or `drop` ends the
   * connection later, with this code. The transport's option `closing` decides whether the frame is told.
   */
  beginClose(code: number = 1005, reason: string = ""): boolean {
    if (this.#frame !== undefined) return false;
    return this.#pass(() => {
      // Of several that wait behind a pause the first counts: a peer sends one (RFC 6455 5.5.1).
      if (this.#frame !== undefined) return;
      this.#frame = { code, reason };
      if (this.#options.closing !== false) this.#sink.closing?.(this.#frame);
    });
  }

  /** Closes, or answers the client's goodbye; without a code, with the one that was said already. */
  close(
    code: number = (this.#frame ?? this.#goodbye)?.code ?? 1005,
    reason: string = (this.#frame ?? this.#goodbye)?.reason ?? "",
  ): boolean {
    return this.#pass(() => this.#end({ code, reason }));
  }

  /** The link is lost without a close frame. */
  drop(error?: unknown): boolean {
    const report = this.#frame ?? ABNORMAL;
    return this.#end(error === undefined ? report : { ...report, error });
  }

  /** The peer breaks the protocol, which ends the link; `detail` says which rule. */
  violate(violation: "protocol" | "readLimit", error?: unknown, detail?: string): boolean {
    const known = {
      ...(error !== undefined && { error }),
      ...(detail !== undefined && { detail }),
    };
    return this.#end({ ...ABNORMAL, violation, ...known });
  }

  /** The network took all of what waits in `bufferedAmount`, or `bytes` of it. */
  drain(bytes: number = this.bufferedAmount): boolean {
    this.bufferedAmount = Math.max(this.bufferedAmount - bytes, 0);
    if (this.#state !== "open") return false;
    this.#sink.drained();
    return true;
  }

  /** Something that comes over the link, behind what came before. */
  #pass(tell: () => void): boolean {
    const deaf = this.#state !== "open" || this.#terminated;
    if (deaf && this.faults.talksAfterClosed !== true) return false;
    if (this.#held.length > 0 || (this.#paused && this.#slack-- <= 0)) this.#held.push(tell);
    else tell();
    return true;
  }

  #end(report: CloseReport): boolean {
    if (this.#state === "closed") return false;
    this.#state = "closed";
    this.#held.length = 0;
    this.#sink.closed(report);
    if (this.faults.closedTwice === true) this.#sink.closed(report);
    return true;
  }

  // --- the client's end ---

  get #left(): boolean {
    return this.#terminated || (this.#goodbye ?? this.#frame) !== undefined;
  }

  #clientEnd(): Socket {
    const { ping, pause, unref, bufferedAmount } = this.#options;
    const buffered = (): number | undefined =>
      bufferedAmount === false ? undefined : this.bufferedAmount;
    return {
      send: (data) => this.#send(data),
      close: (code, reason) => this.#close(code, reason),
      terminate: () => this.#terminate(),
      get bufferedAmount() {
        return buffered();
      },
      ...(ping !== false && { ping: () => this.#ping() }),
      ...(pause !== false && { pause: () => this.#pause(), resume: () => this.#resume() }),
      ...(unref !== false && { unref: () => void (this.#unrefd = true) }),
    };
  }

  #send(given: MessageData): void {
    const data = plainPayload(given);
    if (typeof data !== "string" && !(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data))
      throw new ConfigError("data", "text or bytes", given);
    if (this.faults.sendThrows === true) throw new Error("The socket would not send.");
    if (this.#state !== "open" || this.#left) throw new Error("The socket is not open.");
    this.sent.push(typeof data === "string" ? data : copyOf(data));
    if (this.stalled) this.bufferedAmount += bytesOf(data);
  }

  #ping(): void {
    if (this.#state !== "open") return;
    this.pings += 1;
    if (this.autoPong) this.#options.defer(() => this.pong());
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#slack = this.#options.slack ?? 0;
  }

  #resume(): void {
    this.#paused = false;
    this.#options.defer(() => this.#release());
  }

  #release(): void {
    while (!this.#paused && this.#held.length > 0) this.#held.shift()?.();
  }

  #close(code?: number, reason: string = ""): void {
    if (this.#state === "closed" || this.#left) return;
    const connecting = this.#state === "connecting";
    this.#goodbye = canSay(code, reason) ? { code, reason } : { code: undefined, reason: "" };
    // A socket that does not read never learns the answer.
    if (this.#paused) this.#resume();
    if (connecting) this.#leave(() => this.#end(ABNORMAL));
    else if (this.autoClose) this.#leave(() => this.close());
  }

  #terminate(): void {
    if (this.#state === "closed" || this.#terminated) return;
    this.#terminated = true;
    this.#leave(() => this.drop());
  }

  #leave(end: () => void): void {
    if (this.faults.neverCloses === true) return;
    if (this.faults.closedInside === true) end();
    else this.#options.defer(end);
  }
}

// RFC 6455 7.1.5: no close frame came.
const ABNORMAL: CloseReport = { code: 1006, reason: "" };

/** RFC 6455 5.5: 125 bytes with the code. */
function canSay(code: number | undefined, reason: string): boolean {
  return isCloseCode(code) && bytesOf(reason) <= 123;
}
