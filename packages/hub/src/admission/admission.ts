// Who is let in: an open hub, an own page, room, and somebody who is known, in this order. Nothing here depends on the platform.

import type { Clock, Logger } from "@skep/core/base";
import type { Link, LinkListener } from "../acceptor/link.ts";
import { type Identity, NOBODY } from "../core/input.ts";
import { authRefusal } from "./auth-answer.ts";
import { authenticateClient } from "./authentication.ts";
import type { Authenticate, AuthFailure } from "./authenticator.ts";
import { ConnectionCounts, type ConnectionLimits, type Place } from "./connection-counts.ts";
import { forwarded } from "./forwarded.ts";
import { originFault, type OriginRules } from "./origin.ts";
import { answeredSubprotocol, findToken, type TokenSource } from "./token-source.ts";
import { turnedAway } from "./turned-away.ts";
import type { Admitted, Refusal, UpgradeRequest } from "./upgrade-request.ts";

/** A client that has opened its link. */
export interface Visitor {
  readonly remoteAddress: string;
  /** Undefined for one whose first message has to say who it is. */
  readonly identity: Identity | undefined;
  readonly place: Place;
}

export interface AdmissionRules extends OriginRules {
  readonly authenticate: Authenticate | undefined;
  readonly tokenFrom: readonly TokenSource[];
  /** In milliseconds. */
  readonly authTimeout: number;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly logger: Logger | undefined;
}

/** The hub, as far as it decides about clients that come. */
export interface Host {
  /** Undefined while clients are taken; otherwise the seconds after which they may come again. */
  closedFor(): number | undefined;
  accept(link: Link, visitor: Visitor): LinkListener;
  authFailed(failure: AuthFailure, request: UpgradeRequest, error: unknown): void;
  /** Told of each refusal. */
  refused(status: number): void;
}

/** Milliseconds that a page has to answer its goodbye. */
const GOODBYE_TIMEOUT = 2_000;

/** A link that opens after the hub was closed or began to drain: nobody would wait for the answer to a goodbye. */
const CLOSED = { code: "draining", reason: "the hub takes no clients", within: 0 } as const;

/** Seconds after which a client may come again that came when there were too many. */
const FULL_FOR = 5;

export class Admission {
  readonly #rules: AdmissionRules;
  readonly #host: Host;
  readonly #counts: ConnectionCounts;

  constructor(rules: AdmissionRules, host: Host) {
    this.#rules = rules;
    this.#host = host;
    this.#counts = new ConnectionCounts(rules.limits);
  }

  async admit(asked: UpgradeRequest, signal: AbortSignal): Promise<Admitted | Refusal> {
    const admission = await this.#decide(this.#seen(asked), signal);
    if ("status" in admission) this.#host.refused(admission.status);
    return admission;
  }

  /** As the believed proxies have seen it. */
  #seen(request: UpgradeRequest): UpgradeRequest {
    const remoteAddress = forwarded(request.headers.get("x-forwarded-for"), this.#rules.proxies);
    return remoteAddress === undefined ? request : { ...request, remoteAddress };
  }

  async #decide(request: UpgradeRequest, signal: AbortSignal): Promise<Admitted | Refusal> {
    const closed = this.#host.closedFor();
    if (closed !== undefined) return retry(503, closed);
    const fault = originFault(request.headers, this.#rules);
    if (fault !== undefined) return this.#foreign(fault);
    const place = this.#counts.take(request.remoteAddress);
    if (typeof place === "string")
      return retry(place === "connectionsPerAddress" ? 429 : 503, FULL_FOR);
    const identity = await this.#identify(request, place, signal);
    // The hub may have been closed meanwhile, and the client may be gone.
    const later = signal.aborted ? FULL_FOR : this.#host.closedFor();
    const refusal = later === undefined ? refusalOf(identity) : retry(503, later);
    if (refusal === undefined) return this.#admitted(request, place, identity as Known);
    if (refusal.status === 401 && isPage(request))
      return this.#refusedPage(request, place, identity as AuthFailure);
    place.release();
    return refusal;
  }

  /** A browser tells a page nothing of a refused upgrade, so it is carried out, and the page is told by a goodbye. */
  #refusedPage(request: UpgradeRequest, place: Place, failure: AuthFailure): Admitted {
    const { clock } = this.#rules;
    const { code, text: reason } = authRefusal(failure);
    this.#host.refused(401);
    return {
      protocol: answeredSubprotocol(request),
      accept: (link) => turnedAway(link, place, { code, reason, within: GOODBYE_TIMEOUT, clock }),
      abandon: () => place.release(),
    };
  }

  #foreign(fault: string): Refusal {
    this.#rules.logger?.warn(fault, { component: "hub" });
    return { status: 403 };
  }

  async #identify(
    request: UpgradeRequest,
    place: Place,
    signal: AbortSignal,
  ): Promise<Known | AuthFailure> {
    const { authenticate, authTimeout: timeout, clock, tokenFrom } = this.#rules;
    if (authenticate === undefined) return this.#letIn(NOBODY, request, place);
    const found = findToken(request, tokenFrom);
    if (found.token === undefined && found.isMalformed)
      return this.#failed("malformed", request, undefined);
    if (found.token === undefined && tokenFrom.includes("message")) return undefined;
    const { remoteAddress } = request;
    const asked = { token: found.token, remoteAddress, upgrade: request };
    const outcome = await authenticateClient(asked, { authenticate, clock, timeout }, signal);
    return outcome.failure === undefined
      ? this.#letIn(outcome.identity, request, place)
      : this.#failed(outcome.failure, request, outcome.error);
  }

  #letIn(identity: Identity, request: UpgradeRequest, place: Place): Known | AuthFailure {
    return place.letIn(identity.userId) ? identity : this.#failed("limit", request, undefined);
  }

  #failed(failure: AuthFailure, request: UpgradeRequest, error: unknown): AuthFailure {
    this.#host.authFailed(failure, request, error);
    return failure;
  }

  #admitted(request: UpgradeRequest, place: Place, identity: Known): Admitted {
    const { remoteAddress } = request;
    const { clock } = this.#rules;
    return {
      protocol: answeredSubprotocol(request),
      accept: (link) =>
        this.#host.closedFor() === undefined
          ? this.#host.accept(link, { remoteAddress, identity, place })
          : turnedAway(link, place, { ...CLOSED, clock }),
      abandon: () => place.release(),
    };
  }
}

/** A browser sends an origin with each upgrade (RFC 6455 4.1), and other programs mostly do not. */
function isPage({ headers }: UpgradeRequest): boolean {
  return headers.get("origin") !== null;
}

/** Who a client is; undefined where its first message has to say so. */
type Known = Identity | undefined;

function refusalOf(identity: Known | AuthFailure): Refusal | undefined {
  if (typeof identity !== "string") return undefined;
  if (identity === "limit") return retry(429, FULL_FOR);
  if (identity === "timeout") return retry(503, FULL_FOR);
  // RFC 9110, section 15.5.2, asks for the header.
  return { status: 401, headers: { "WWW-Authenticate": "Bearer" } };
}

function retry(status: number, seconds: number): Refusal {
  return { status, headers: { "Retry-After": String(seconds) } };
}
