// The transport of one peer in the simulation: memory, watched on every socket.

import type { DialTarget, Socket, SocketSink, Transport, TransportCapabilities } from "@skep/core";
import { type MemoryDial, MemoryTransport } from "@skep/core/testing";
import { Wire, type WireListener } from "./wire.ts";
import type { World } from "./world.ts";

export interface PortOptions {
  /** What the transport can. */
  readonly can: TransportCapabilities;
  /** Whether sockets can ping. */
  readonly ping: boolean;
  /** Whether sockets can be paused. */
  readonly pause: boolean;
  /** Whether `bufferedAmount` is known. */
  readonly bufferedAmount: boolean;
  /** Whether the peer's close frame is told before the end. */
  readonly closing: boolean;
  /** Whether bytes of a message that is not whole are told. */
  readonly progress: boolean;
  /** What still comes after `pause()`. */
  readonly slack: number;
}

/** What the sockets of this world can. */
export function drawnOptions(world: World): PortOptions {
  const { sockets, status } = world.plan;
  return {
    can: { headers: true, status, readLimit: true },
    ping: sockets.ping,
    pause: sockets.pause,
    bufferedAmount: sockets.buffered,
    closing: sockets.closing,
    progress: sockets.progress,
    slack: world.slack(),
  };
}

/** Decides about dials, and is told of sockets. */
export interface PortOwner extends WireListener {
  /** The number of the dial that begins. */
  readonly dialNumber: number;
  /** A dial begins; says what is to go wrong inside of `dial` itself. */
  begin(): "throw" | "inside" | undefined;
  /** The server's end; with `inside`, what it tells now comes before `dial` has returned. */
  dialled(dial: MemoryDial, inside: boolean): void;
}

export class Port implements Transport {
  readonly name = "simulated";
  readonly can: TransportCapabilities;
  readonly wires: Wire[] = [];
  readonly #owner: PortOwner;
  readonly #inner: MemoryTransport;
  /** The call of `dial` has not returned. */
  isInside = false;

  constructor(owner: PortOwner, options: PortOptions) {
    this.#owner = owner;
    this.can = options.can;
    this.#inner = new MemoryTransport({
      ...options,
      unref: false,
      autoClose: false,
      defer: (task) => (this.isInside ? task() : queueMicrotask(task)),
      onDial: (dial) => owner.dialled(dial, this.isInside),
    });
  }

  dial(target: DialTarget, sink: SocketSink): Socket {
    const wrong = this.#owner.begin();
    if (wrong === "throw") throw new Error("The transport threw.");
    const wire = new Wire(this.#owner.dialNumber, sink, this.#owner);
    this.wires.push(wire);
    this.isInside = wrong === "inside";
    const socket = wire.watched(this.#inner.dial(target, wire));
    this.isInside = false;
    return socket;
  }

  /** The latest. */
  get wire(): Wire | undefined {
    return this.wires.at(-1);
  }

  /** Sockets that the client has not let go. */
  get live(): readonly Wire[] {
    return this.wires.filter(({ isOver }) => !isOver);
  }
}
