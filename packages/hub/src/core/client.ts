// One connection, as the core knows it. A record.

import type { ClientMessage, GapReason, Position, WireFormat } from "@skep/protocol";
import { Fifo } from "@skep/core/base";
import type { Channel } from "./channel.ts";
import { type Identity, NOBODY, type Outlet } from "./input.ts";

export class Client {
  readonly id: string;
  readonly outlet: Outlet;
  readonly remoteAddress: string;
  identity: Identity = NOBODY;
  /** It is let in: nobody asks who it is, or it has said so. */
  isKnown = false;
  version: 0 | 1 = 0;
  format: WireFormat = "v0";
  readonly subscriptions: Map<string, Subscription> = new Map();
  /** Requests behind the one that waits for an answer of the application or the engine. Bound: its channels, and 1,024; overflow: the link ends. */
  readonly requests: Fifo<ClientMessage | Recheck> = new Fifo();
  /** What the request under way waits for. */
  current: Current | undefined;
  /** Bytes that were written and may still wait; an upper bound. */
  pending = 0;
  /** The bytes among them that this step has written, and the step: the shell has not seen them yet. */
  written = 0;
  writtenIn = 0;
  /** Publishes without an answer of the engine. */
  publishing = 0;
  /** They are so many that it is not read. */
  isPaused = false;
  /** It reads too slowly: it gets no publications until what waits is sent. */
  isCongested = false;
  /** The hub has said goodbye, or is about to: nothing that it has asked for is done any more, although its link may be open for a while. */
  isLeaving = false;
  isGone = false;

  constructor(outlet: Outlet, remoteAddress: string) {
    this.id = outlet.client;
    this.outlet = outlet;
    this.remoteAddress = remoteAddress;
  }
}

/** The hub itself asks whether the client may have its channels; it waits its turn like a request. */
export interface Recheck {
  readonly type: "recheck";
}

/** The request under way of a client, and how far it has come. */
export interface Current {
  readonly request: ClientMessage;
  readonly stage: "authenticating" | "authorising" | "joining" | "reading";
  /** What the client has missed is lost, for this reason; it is read with which messages it goes on. */
  readonly lost?: GapReason;
}

/** A channel of a client. */
export class Subscription {
  readonly client: Client;
  readonly channel: Channel;
  /**
   * `live`: it gets what comes. `behind`: it gets what comes after `position` when its client reads again. `reading`: the engine was
   * asked for that. `starting`: its request is under way, or the engine does not tell the channel yet. `over`: it was removed.
   */
  state: "starting" | "live" | "behind" | "reading" | "over" = "starting";
  /** After this position it goes on; means nothing while it is live. */
  position: Position | undefined;
  /** What its client has missed since is lost, for this reason: it was not live when the channel had a gap. */
  lost: GapReason | undefined;
  /** The client knows that it has it: a request that begins it anew, and fails, leaves it where it was. */
  isHeld = false;
  /** Whether the application is being asked again if the client may have it; `again`: and once more behind that. */
  recheck: "none" | "asked" | "again" = "none";

  constructor(client: Client, channel: Channel) {
    this.client = client;
    this.channel = channel;
  }
}
