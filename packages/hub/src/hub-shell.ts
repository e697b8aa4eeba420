// The shell around the core: inputs go in one after the other, and their effects are carried out in order. It decides nothing.

import { Fifo } from "@skep/core/base";
import { decodeFromClient, type Position } from "@skep/protocol";
import { Application } from "./application.ts";
import type { Link, LinkListener } from "./acceptor/link.ts";
import type { Effect } from "./core/effect.ts";
import { HubCore } from "./core/hub-core.ts";
import type { Visitor } from "./admission/admission.ts";
import type { AuthFailure } from "./admission/authenticator.ts";
import type { UpgradeRequest } from "./admission/upgrade-request.ts";
import { Visits } from "./admission/visits.ts";
import type { Input, Target } from "./core/input.ts";
import { CoreCalls } from "./core-calls.ts";
import { HubEngine } from "./engine/hub-engine.ts";
import { ClientListener } from "./client-listener.ts";
import { EngineError, LimitError } from "./errors.ts";
import { ConnectedClient } from "./hub-client.ts";
import { HubAuthFailedEvent, HubErrorEvent, type HubEventMap } from "./hub-events.ts";
import type { FilledOptions } from "./hub-options.ts";
import { Links } from "./links.ts";
import type { Outbound } from "./outbound.ts";
import type { Draft } from "./payload.ts";
import { requestOf } from "./publish-request.ts";

type HubEvent = HubEventMap[keyof HubEventMap];

/** Bytes that a client may send before it has said who it is. */
const MOST_BEFORE_TOKEN = 4_096;

/** Publications of a channel from which readers go on without the engine being asked. */
const MOST_IN_RING = 256;

const OVERFULL = "A client was to have more channels from the beginning than it may have.";

/** Told by a shell. */
export interface HubShellListener {
  tell(event: HubEvent): void;
  /** `core.isDegraded` has changed, for this reason where it is known. */
  degraded(reason: unknown): void;
}

export class HubShell {
  readonly #options: FilledOptions;
  readonly #listener: HubShellListener;
  readonly core: HubCore;
  readonly #links: Links;
  readonly #visits: Visits;
  readonly #application: Application;
  readonly #engine: HubEngine;
  readonly #coreCalls = new CoreCalls();
  #begun: ((isUp: boolean) => void) | undefined;
  // Bound: what sockets and engine tell within one call of theirs, as each is handled before the call returns.
  readonly #inputs = new Fifo<Input>();
  #isRunning = false;
  #count = 0;

  constructor(options: FilledOptions, listener: HubShellListener) {
    const { authorise, authTimeout, clock, heartbeatInterval, limits } = options;
    this.#options = options;
    this.#listener = listener;
    this.#links = this.#newLinks(options);
    this.#engine = new HubEngine({
      clock,
      engine: options.engine,
      needs: options.needs,
      input: (input) => this.#input(input),
      published: (outcome) => this.core.counters.publishes.add(outcome),
      failed: (error) => this.#tell(new HubErrorEvent(error)),
    });
    this.#visits = new Visits({
      ...options,
      expired: (client) => this.#input({ type: "expired", client }),
      authFailed: (failure, remoteAddress, error) =>
        this.authFailed(failure, { remoteAddress, error }),
    });
    this.#application = new Application({
      ...options,
      links: this.#links,
      visits: this.#visits,
      tell: (event) => this.#tell(event),
      input: (input) => this.#input(input),
    });
    this.core = new HubCore({
      ...limits,
      most: limits.pending,
      heartbeat: heartbeatInterval,
      authorises: authorise !== undefined,
      authenticates: options.authenticate !== undefined,
      authTimeout,
      delivery: options.engine.delivery,
      ring: MOST_IN_RING,
      namespaceOf: (channel) => options.namespaceOf(channel),
      now: () => clock.wall(),
      pendingOf: (client) => this.#links.get(client)?.outlet.pending ?? 0,
    });
  }

  #newLinks({ limits, heartbeatInterval, pongTimeout, ...options }: FilledOptions): Links {
    return new Links({
      ...options,
      pending: limits.pending,
      rate: limits.rate,
      interval: heartbeatInterval,
      timeout: pongTimeout,
      drained: (client) => this.#input({ type: "drained", client }),
      left: (client) => this.#input({ type: "left", client }),
      ended: (code) => this.core.counters.ended(code),
      threw: (error) => this.#tell(new HubErrorEvent(error)),
    });
  }

  failed(error: unknown): void {
    this.#tell(new HubErrorEvent(error));
  }

  #tell(event: HubEvent): void {
    this.#listener.tell(event);
  }

  // --- the engine ---

  /** Opens the engine, and resolves when broadcasts are told. */
  async start(): Promise<void> {
    // Before anything else is asked of the core, whose effects would come together with these, and find no engine.
    const first = this.core.begin();
    await this.#engine.open();
    const isUp = await new Promise<boolean>((resolve) => {
      this.#begun = resolve;
      this.#perform(first);
    });
    if (isUp) return;
    await this.#engine.close();
    throw new EngineError("The engine does not tell broadcasts.");
  }

  async publish(outbound: Outbound): Promise<Position> {
    const { retention } = this.#options.namespaceOf(outbound.channel);
    const { keys } = this.#options.limits;
    return this.#engine.publish(requestOf(outbound, "", { retention, keys }));
  }

  // --- ends ---

  /** Says goodbye to all, and ends the session of the engine. */
  async close(code: number, reason: string): Promise<void> {
    await this.#links.end(code, reason);
    this.#coreCalls.close();
    await this.#engine.close();
  }

  /** Lets all clients leave within so many milliseconds, each at a moment of its own, and then says goodbye to those that are left. */
  async drain(over: number): Promise<void> {
    this.#input({ type: "drain", after: over });
    await this.#links.emptied(over);
    await this.#links.end(1012, "the hub is draining");
  }

  // --- links ---

  accept(link: Link, visitor: Visitor): LinkListener {
    const id = `c${++this.#count}`;
    const { identity, remoteAddress } = visitor;
    const client = new ConnectedClient(id, remoteAddress, this);
    const { beat, outlet } = this.#links.add(client, link);
    this.core.counters.connections++;
    this.#visits.begin(id, visitor);
    if (identity === undefined) link.limit?.(MOST_BEFORE_TOKEN);
    this.#input({ type: "connected", outlet, identity, remoteAddress });
    return new ClientListener(id, beat, this);
  }

  received(client: string, frame: string, bytes: number): void {
    const messages = decodeFromClient(frame);
    this.core.counters.receivedBytes += bytes;
    this.core.counters.receivedMessages += messages.length;
    // A frame without a message costs something too.
    this.#links.get(client)?.received(Math.max(1, messages.length));
    for (const message of messages) this.#input({ type: "received", client, message });
  }

  closed(client: string): void {
    this.#input({ type: "disconnected", client });
  }

  /** Nobody was let in. Without a request, the token came in a message. */
  authFailed(
    failure: AuthFailure,
    asked: {
      readonly remoteAddress: string;
      readonly error: unknown;
      readonly request?: UpgradeRequest;
    },
  ): void {
    this.#tell(new HubAuthFailedEvent(failure, asked));
  }

  // --- what the application asks for ---

  subscriptionsOf(client: string): string[] {
    return this.core.subscriptionsOf(client);
  }

  /** Those that have said who they are, where they have to. */
  clients(): ConnectedClient[] {
    return this.#links.clients().filter(({ id }) => this.core.isKnown(id));
  }

  send(client: string, draft: Draft): void {
    this.#input({ type: "send", client, draft });
  }

  disconnect(client: string, code: number, reason: string): void {
    this.#links.get(client)?.close(code, reason);
  }

  /** Gives a channel to clients, or takes it away. */
  call(type: "assign" | "withdraw", target: Target, channel: string): Promise<void> {
    return this.#coreCalls.open((call) => this.#input({ type, target, channel, call }));
  }

  recheck(target: Target): void {
    this.#input({ type: "recheck", target });
  }

  revoke(target: Target): void {
    this.#input({ type: "revoke", target });
  }

  // --- inputs and effects ---

  /** An input that comes while another one is handled waits for it. */
  #input(input: Input): void {
    this.#inputs.push(input);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift())
        this.#perform(this.core.step(next));
    } finally {
      this.#isRunning = false;
    }
  }

  #identified({ client, identity }: Effect & { readonly type: "identified" }): void {
    const link = this.#links.get(client);
    if (link !== undefined) link.client.identity = identity;
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case "write":
        for (const outlet of effect.to) outlet.write(effect.piece);
        return;
      case "watch":
      case "pause":
      case "resume":
      case "close":
      case "dismiss":
        return this.#links.perform(effect);
      case "authorise":
        return this.#application.authorise(effect);
      case "authenticate":
        return this.#application.authenticate(effect);
      case "deadline":
        return this.#visits.expireIn(effect.client, effect.after);
      case "identified":
        return this.#identified(effect);
      case "retry":
        return this.#engine.retryIn(effect.after);
      case "degraded":
        return this.#listener.degraded(this.#engine.away?.cause);
      case "begun":
        return this.#begun?.(effect.isUp);
      case "overfull":
        return this.#tell(new HubErrorEvent(new LimitError(OVERFULL)));
      case "settled":
        return this.#coreCalls.settle(effect.call, effect.fault);
      case "connected":
      case "disconnected":
      case "subscribed":
      case "unsubscribed":
      case "slow":
        return this.#application.tell(effect);
      default:
        this.#engine.perform(effect);
    }
  }
}
