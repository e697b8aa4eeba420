// A transport without a network: each dial waits for a script that plays the peer. It knows no time.

import { soon } from "../base/soon.ts";
import type {
  DialTarget,
  Socket,
  SocketSink,
  Transport,
  TransportCapabilities,
} from "../transport.ts";
import { MemoryDial } from "./memory-dial.ts";

/** Which capabilities it has, what the peer does by itself, and how it misbehaves. */
export interface MemoryTransportOptions {
  /** Default `memory`. */
  readonly name?: string;
  /** What the transport has to say of its platform, as `Transport.warnings`. Default: nothing. */
  readonly warnings?: readonly string[];
  /** Default: all true. */
  readonly can?: Partial<TransportCapabilities>;
  /** Whether sockets can ping. Default true, as the next six. */
  readonly ping?: boolean;
  /** Whether sockets have `pause` and `resume`. */
  readonly pause?: boolean;
  /** Whether sockets have `unref`. */
  readonly unref?: boolean;
  /** Whether `bufferedAmount` is known. */
  readonly bufferedAmount?: boolean;
  /** Whether the platform shows the close frame of a peer that has not ended the connection yet. */
  readonly closing?: boolean;
  /** Whether the platform shows bytes of a message that is not whole yet. */
  readonly progress?: boolean;
  /** Whether the platform shows the headers of the answer to the upgrade. */
  readonly answerHeaders?: boolean;
  /** The peer accepts each dial by itself, with the first subprotocol offered. Default false. */
  readonly autoAccept?: boolean;
  /** The peer answers pings by itself. Default false. */
  readonly autoPong?: boolean;
  /** The peer answers a goodbye by itself. Default true. */
  readonly autoClose?: boolean;
  /** What still comes after `pause()`, as from sockets that had read on: a number of messages. Default 0. */
  readonly slack?: number;
  /** Called for each dial, after `dial` has returned. */
  readonly onDial?: (dial: MemoryDial) => void;
  /** Which rules of the port its sockets break. Default: none. */
  readonly faults?: Partial<MemoryFaults>;
  /**
   * How that is put off which must not happen inside a call of the client: answers of the peer, `onDial`,
   * the end after `terminate`. Default: a microtask; a clock's `schedule` makes it a latency.
   */
  readonly defer?: (task: () => void) => void;
}

/** Ways in which real platforms break the port's contract, for tests of what guards against them. */
export interface MemoryFaults {
  /** `closed` is told inside `close()` and `terminate()` (undici). */
  closedInside: boolean;
  /** `closed` is told twice. */
  closedTwice: boolean;
  /** `close()` and `terminate()` are followed by nothing (half-open links; Node 22 after a refused dial). */
  neverCloses: boolean;
  /** `send` throws. */
  sendThrows: boolean;
  /** Messages and pongs are still told after `closed`. */
  talksAfterClosed: boolean;
}

/**
 * Transport and scripted peer in one. What the script says reaches the sink synchronously, so that a test
 * decides the order of everything; what the client does is recorded in its `MemoryDial`.
 */
export class MemoryTransport implements Transport {
  readonly name: string;
  readonly warnings: readonly string[];
  readonly can: TransportCapabilities;
  /** All dials so far, in order. */
  readonly dials: MemoryDial[] = [];
  readonly #options: MemoryTransportOptions;

  constructor(options: MemoryTransportOptions = {}) {
    this.#options = options;
    this.name = options.name ?? "memory";
    this.warnings = options.warnings ?? [];
    this.can = { headers: true, status: true, readLimit: true, ...options.can };
  }

  /** The latest dial. An error when there was none. */
  get latest(): MemoryDial {
    const dial = this.dials.at(-1);
    if (dial === undefined) throw new Error("Nobody has dialled yet.");
    return dial;
  }

  dial(target: DialTarget, sink: SocketSink): Socket {
    const { defer = soon } = this.#options;
    const peer = new MemoryDial(this.dials.length + 1, target, sink, {
      ...this.#options,
      can: this.can,
      defer,
    });
    this.dials.push(peer);
    defer(() => this.#begin(peer));
    return peer.socket;
  }

  #begin(peer: MemoryDial): void {
    const error = refusal(peer.target);
    if (error !== undefined) {
      peer.refuse({ error });
      return;
    }
    if (this.#options.autoAccept === true) peer.accept(peer.target.protocols[0]);
    this.#options.onDial?.(peer);
  }
}

/** What every platform refuses before it dials. */
function refusal({ url, protocols, headers = {} }: DialTarget): Error | undefined {
  if (!/^wss?:\/\/[^/?#]/i.test(url) || parsed(url) === undefined)
    return new SyntaxError(`No WebSocket URL: ${url}`);
  if (!protocols.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)))
    return new SyntaxError(`No subprotocols: ${protocols.join(", ")}`);
  if (Object.values(headers).some((value) => /[\r\n\0]/.test(value)))
    return new TypeError("A header has a line break in it.");
  return undefined;
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
