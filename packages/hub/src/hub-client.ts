// A client as the application sees it.

import { ConfigError } from "@skep/core/base";
import { type Identity, NOBODY } from "./core/input.ts";
import { outboundOf, type OutboundMessage } from "./outbound.ts";
import type { Draft } from "./payload.ts";

/** One connection of a client of the hub. The object is the same in all events of the connection; after its end it is only read. */
export interface HubClient {
  /** Unique among the connections of the hub; the client knows it as its `session`. */
  readonly id: string;
  /** Undefined for one that did not say who it is. */
  readonly userId: string | undefined;
  /** What else `authenticate` knows of it. Empty where it says nothing. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The address of the client; behind a proxy, that of the proxy unless `trustProxy` is set. */
  readonly remoteAddress: string;
  /** The channels that it has now, in order of their names; a list of the caller's own. Empty after the end. */
  subscriptions(): string[];
  /**
   * Sends a message to this client alone. It goes through no engine, has no offset, and reaches a client of v1 among the broadcasts. A client
   * that is gone gets nothing; one that reads too slowly is closed with 4413. A `ConfigError` for a type, a process id or data that cannot be sent.
   */
  send(message: OutboundMessage): void;
  /**
   * Ends the connection: what was sent to it before goes out, and then a goodbye with this code and reason. A client that is gone is left
   * alone. Default: 1000 and no reason. A `ConfigError` for a code that RFC 6455 7.4 reserves, or a reason of more than 123 bytes.
   */
  disconnect(code?: number, reason?: string): void;
}

/** RFC 6455 5.5: a control frame has at most 125 bytes, of which the code takes two. */
const MAX_REASON = 123;
const UTF8 = new TextEncoder();

const CLOSE_CODES = "from 1000 to 1014 without 1004 to 1006, or from 3000 to 4999";

/** RFC 6455 7.4.1, and IANA's registry: 1004 to 1006 and 1015 stand in no frame. */
function isHubCloseCode(code: number): boolean {
  const isRegistered = code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006);
  return Number.isInteger(code) && (isRegistered || (code >= 3000 && code <= 4999));
}

/** What a client asks of its hub. */
export interface ClientPort {
  subscriptionsOf(client: string): string[];
  send(client: string, draft: Draft): void;
  disconnect(client: string, code: number, reason: string): void;
}

export class ConnectedClient implements HubClient {
  readonly id: string;
  readonly remoteAddress: string;
  readonly #hub: ClientPort;
  /** The hub says who it is. */
  identity: Identity = NOBODY;

  constructor(id: string, remoteAddress: string, hub: ClientPort) {
    this.id = id;
    this.remoteAddress = remoteAddress;
    this.#hub = hub;
  }

  get userId(): string | undefined {
    return this.identity.userId;
  }

  get claims(): Readonly<Record<string, unknown>> {
    return this.identity.claims;
  }

  subscriptions(): string[] {
    return this.#hub.subscriptionsOf(this.id);
  }

  send(message: OutboundMessage): void {
    this.#hub.send(this.id, outboundOf(message).draft);
  }

  disconnect(code: number = 1000, reason: string = ""): void {
    if (!isHubCloseCode(code)) throw new ConfigError("code", CLOSE_CODES, code);
    if (UTF8.encode(reason).length > MAX_REASON)
      throw new ConfigError("reason", `at most ${MAX_REASON} bytes`, undefined);
    this.#hub.disconnect(this.id, code, reason);
  }

  isOf(hub: ClientPort): boolean {
    return this.#hub === hub;
  }
}

/** By user, those without one first, then by address, then in the order in which they came. */
export function byUser(a: HubClient, b: HubClient): number {
  if (a.userId !== b.userId) return isBefore(a.userId, b.userId) ? -1 : 1;
  if (a.remoteAddress === b.remoteAddress) return 0;
  return a.remoteAddress < b.remoteAddress ? -1 : 1;
}

function isBefore(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || (b !== undefined && a < b);
}
