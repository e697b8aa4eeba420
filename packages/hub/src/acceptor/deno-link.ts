// A link of `Deno.upgradeWebSocket`, which can neither ping, nor stop reading, nor end a connection at once.

import type { Clock, Timer } from "@skep/core/base";
import type { Admitted } from "../admission/upgrade-request.ts";
import { FrameReader } from "./frame-reader.ts";
import type { Link, LinkListener } from "./link.ts";
import { SentCallbacks } from "./sent-callbacks.ts";

/** The socket of a server in Deno: the WebSocket of the web. */
export interface DenoSocketLike extends Pick<EventTarget, "addEventListener"> {
  readonly bufferedAmount: number;
  binaryType: string;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface DenoLinkOptions {
  /** The longest message, in bytes. Deno itself takes 64 MiB. */
  readonly maxPayload: number;
  readonly clock: Clock;
  /** It has opened, or will not. */
  readonly settled: (link: DenoLink) => void;
}

/** Milliseconds within which the socket of an answered upgrade opens. Deno tells nothing where the client is gone by then. */
const OPEN_TIMEOUT = 10_000;

/** Milliseconds that a client has to answer a goodbye. Then Deno keeps its connection until the other end is gone; the hub forgets it. */
const GOODBYE_TIMEOUT = 5_000;

/** Deno does not tell that bytes have left, so they are looked at: first after so many milliseconds, and each time after twice as many. */
const FIRST_LOOK = 4;
const LAST_LOOK = 320;

export class DenoLink implements Link {
  // No `ping`: Deno pings a client that is silent, and ends its link, as `idleTimeout` says.
  readonly #socket: DenoSocketLike;
  readonly #admitted: Admitted;
  readonly #clock: Clock;
  readonly #settled: (link: DenoLink) => void;
  readonly #reader: FrameReader;
  readonly #sent = new SentCallbacks();
  #listener: LinkListener | undefined;
  #state: "opening" | "open" | "ended" = "opening";
  /** Of the opening, then of the goodbye. */
  #deadline: Timer | undefined;
  #look: Timer | undefined;

  constructor(socket: DenoSocketLike, admitted: Admitted, options: DenoLinkOptions) {
    const { clock, maxPayload, settled } = options;
    this.#socket = socket;
    this.#admitted = admitted;
    this.#clock = clock;
    this.#settled = settled;
    this.#reader = new FrameReader({
      maxPayload,
      deliver: (frame) => this.#listener?.message(frame),
      close: (code, reason) => this.close(code, reason),
      terminate: () => this.terminate(),
    });
  }

  /** Called in the turn in which Deno gave the socket, before it opens. */
  begin(): void {
    const socket = this.#socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) =>
      this.#reader.take(framed((event as MessageEvent<string | ArrayBuffer>).data)),
    );
    // Where it does not open, `close` does not follow `error`.
    for (const type of ["error", "close"] as const)
      socket.addEventListener(type, () => this.#ended());
    this.#deadline = this.#clock.schedule(OPEN_TIMEOUT, () => this.#ended());
  }

  /** The hub takes no more clients: it is closed where it opens all the same. */
  abandon(): void {
    if (this.#state === "opening") this.#ended();
  }

  #opened(): void {
    // Nobody waits for it any more.
    if (this.#state !== "opening") return this.#socket.close();
    this.#deadline?.cancel();
    this.#state = "open";
    this.#settled(this);
    this.#listener = this.#admitted.accept(this);
  }

  #ended(): void {
    const state = this.#state;
    if (state === "ended") return;
    this.#state = "ended";
    this.#deadline?.cancel();
    this.#look?.cancel();
    this.#reader.end();
    if (state === "opening") {
      this.#settled(this);
      return this.#admitted.abandon();
    }
    this.#sent.settle(0);
    this.#listener?.closed();
  }

  // --- what the hub does ---

  get pending(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string, sent?: () => void): void {
    // What still waits in a socket that has ended never leaves.
    if (this.#state === "ended") return sent?.();
    const before = this.pending;
    this.#socket.send(frame);
    this.#sent.add(this.pending - before);
    if (sent === undefined) return;
    const isFirst = this.#sent.isEmpty;
    this.#sent.push(sent);
    if (isFirst) this.#lookIn(FIRST_LOOK);
  }

  #lookIn(delay: number): void {
    this.#look?.cancel();
    this.#look = this.#clock.schedule(delay, () => {
      this.#sent.settle(this.pending);
      if (!this.#sent.isEmpty) this.#lookIn(Math.min(delay * 2, LAST_LOOK));
    });
  }

  pause(): void {
    this.#reader.pause();
  }

  resume(): void {
    this.#reader.resume();
  }

  limit(bytes: number | undefined): void {
    this.#reader.limit(bytes);
  }

  close(code: number, reason: string): void {
    if (this.#state === "ended") return;
    this.#reader.end();
    this.#socket.close(code, reason);
    this.#deadline?.cancel();
    this.#deadline = this.#clock.schedule(GOODBYE_TIMEOUT, () => this.#ended());
  }

  terminate(): void {
    this.#socket.close();
    // What calls this has not ended yet.
    queueMicrotask(() => this.#ended());
  }
}

function framed(data: string | ArrayBuffer): string | Uint8Array {
  return typeof data === "string" ? data : new Uint8Array(data);
}
