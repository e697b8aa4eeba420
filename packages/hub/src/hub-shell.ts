// The shell around the core: inputs go in one after the other, and their effects are carried out in order. It decides nothing.

import { Fifo } from "@skep/core/base";
import { decodeFromClient, type Position } from "@skep/protocol";
import type { Link, LinkListener } from "./acceptor/link.ts";
import type { Effect } from "./core/effect.ts";
import { HubCore } from "./core/hub-core.ts";
import type { Visitor } from "./admission/admission.ts";
import type { AuthFailure } from "./admission/authenticator.ts";
import type { UpgradeRequest } from "./admission/upgrade-request.ts";
import { Visits } from "./admission/visits.ts";
import type { Input, Target } from "./core/input.ts";
import { CoreCalls } from "./core-calls.ts";
import { EngineCalls } from "./engine/engine-calls.ts";
import type { EngineSession } from "./engine/engine.ts";
import { EngineError } from "./errors.ts";
import { ConnectedClient } from "./hub-client.ts";
import {
  HubAuthFailedEvent,
  HubChannelEvent,
  HubClientEvent,
  HubErrorEvent,
  type HubEventMap,
} from "./hub-events.ts";
import type { FilledOptions } from "./hub-options.ts";
import { Links } from "./links.ts";
import type { Outbound } from "./outbound.ts";
import type { Draft } from "./payload.ts";
import { positionOf, requestOf } from "./publish-request.ts";

type HubEvent = HubEventMap[keyof HubEventMap];

/** Bytes that a client may send before it has said who it is. */
const MOST_BEFORE_TOKEN = 4_096;

export class HubShell {
  readonly #options: FilledOptions;
  readonly #tell: (event: HubEvent) => void;
  readonly core: HubCore;
  readonly #links: Links;
  readonly #visits: Visits;
  #session: EngineSession | undefined;
  #calls: EngineCalls | undefined;
  readonly #coreCalls = new CoreCalls();
  // Bound: what sockets and engine tell within one call of theirs, as each is handled before the call returns.
  readonly #inputs = new Fifo<Input>();
  #isRunning = false;
  #count = 0;

  constructor(options: FilledOptions, tell: (event: HubEvent) => void) {
    this.#options = options;
    this.#tell = tell;
    const { authorise, clock, heartbeatInterval, limits, pongTimeout, random } = options;
    const links = new Links({
      clock,
      random,
      pending: limits.pending,
      rate: limits.rate,
      writeTimeout: options.writeTimeout,
      interval: heartbeatInterval,
      timeout: pongTimeout,
      drained: (client) => this.#input({ type: "drained", client }),
      threw: (error) => tell(new HubErrorEvent(error)),
    });
    this.#links = links;
    this.#visits = new Visits({
      ...options,
      expired: (client) => this.#input({ type: "expired", client }),
      authFailed: (failure, remoteAddress, error) =>
        this.authFailed(failure, { remoteAddress, error }),
    });
    this.core = new HubCore({
      ...limits,
      most: limits.pending,
      heartbeat: heartbeatInterval,
      authorises: authorise !== undefined,
      authenticates: options.authenticate !== undefined,
      authTimeout: options.authTimeout,
      namespaceOf: (channel) => options.namespaceOf(channel),
      now: () => clock.wall(),
      pendingOf: (client) => links.pendingOf(client),
    });
  }

  // --- the engine ---

  /** Opens the engine, and resolves when broadcasts are told. */
  async start(): Promise<void> {
    const { clock, engine } = this.#options;
    const failed = (error: unknown): void => this.#tell(new HubErrorEvent(error));
    const session = await engine.open({
      message: (message) => this.#input({ type: "message", message }),
      status: () => {},
    });
    this.#session = session;
    await new Promise<void>((resolve, reject) => {
      const answer = (input: Input): void => {
        this.#input(input);
        // The first question is for the channel of broadcasts.
        if (this.core.isUp) resolve();
        else reject(new EngineError("The engine does not tell broadcasts."));
      };
      this.#calls = new EngineCalls(session, () => clock.wall(), answer, failed);
      this.#perform(this.core.begin());
    });
  }

  async publish(outbound: Outbound): Promise<Position> {
    if (this.#session === undefined) throw new EngineError("The hub is not up.");
    const { clock, limits } = this.#options;
    const { retention } = this.#options.namespaceOf(outbound.channel);
    const request = requestOf(outbound, "", { retention, keys: limits.keys });
    return positionOf(await this.#session.publish({ ...request, time: clock.wall() }));
  }

  // --- ends ---

  /** Says goodbye to all, and ends the session of the engine. */
  async close(code: number, reason: string): Promise<void> {
    await this.#links.end(code, reason);
    await this.#session?.close();
    this.#coreCalls.close();
  }

  /** Lets all clients leave within so many milliseconds, each at a moment of its own, and then says goodbye to those that are left. */
  async drain(over: number): Promise<void> {
    this.#input({ type: "drain", after: over });
    const { clock } = this.#options;
    await new Promise<void>((resolve) => clock.schedule(over, resolve));
    await this.#links.end(1012, "the hub is draining");
  }

  // --- links ---

  accept(link: Link, visitor: Visitor): LinkListener {
    const id = `c${++this.#count}`;
    const { identity, remoteAddress } = visitor;
    const client = new ConnectedClient(id, remoteAddress, this);
    const beat = this.#links.add(client, link);
    this.#visits.begin(id, visitor);
    if (identity === undefined) link.limit?.(MOST_BEFORE_TOKEN);
    this.#input({ type: "connected", client: id, identity, remoteAddress });
    return {
      message: (frame) => {
        beat.heard();
        this.#received(id, frame);
      },
      heard: () => beat.heard(),
      closed: () => this.#input({ type: "disconnected", client: id }),
    };
  }

  #received(client: string, frame: string): void {
    const messages = decodeFromClient(frame);
    this.#links.received(client, messages.length);
    for (const message of messages) this.#input({ type: "received", client, message });
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
    this.#links.close(client, code, reason);
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

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case "write":
        return this.#links.write(effect.client, effect.piece);
      case "watch":
        return this.#links.watch(effect.client);
      case "close":
        return this.#links.close(effect.client, effect.code, effect.reason);
      case "dismiss":
        return this.#links.dismiss(effect.client, effect.after);
      case "authorise":
        return this.#authorise(effect);
      case "authenticate":
        return this.#authenticate(effect);
      case "deadline":
        return this.#visits.expireIn(effect.client, effect.after);
      case "identified":
        return this.#links.identify(effect.client, effect.identity);
      case "settled":
        return this.#coreCalls.settle(effect.call, effect.fault);
      case "disconnected":
        return this.#disconnected(effect);
      case "connected":
      case "subscribed":
      case "unsubscribed":
      case "slow":
        return this.#tellOf(effect);
      default:
        this.#calls?.perform(effect);
    }
  }

  #authenticate({ question, client, token }: Extract<Effect, { type: "authenticate" }>): void {
    this.#links.beginToken(client);
    void this.#visits.authenticate(client, token).then((answer) => {
      this.#links.endToken(client);
      this.#input({ type: "authenticated", question, answer });
    });
  }

  #disconnected(effect: Extract<Effect, { type: "disconnected" }>): void {
    const { client } = effect;
    const handle = this.#links.clientOf(client);
    this.#links.delete(client);
    this.#visits.end(client);
    if (effect.wasKnown && handle !== undefined)
      this.#tell(new HubClientEvent("disconnected", handle));
  }

  #authorise({ question, client, action, channel }: Extract<Effect, { type: "authorise" }>): void {
    const handle = this.#links.clientOf(client);
    const { authorise } = this.#options;
    const answer = (isAllowed: boolean): void =>
      this.#input({ type: "authorised", question, isAllowed });
    if (handle === undefined || authorise === undefined) return answer(false);
    const asked = (async () => authorise(handle, action, channel))();
    asked.then(answer, (error: unknown) => {
      this.#tell(new HubErrorEvent(error));
      answer(false);
    });
  }

  #tellOf(
    effect: Extract<Effect, { type: "connected" | "subscribed" | "unsubscribed" | "slow" }>,
  ): void {
    const handle = this.#links.clientOf(effect.client);
    if (handle === undefined) return;
    if (effect.type === "connected") this.#tell(new HubClientEvent("connected", handle));
    else this.#tell(new HubChannelEvent(effect.type, handle, effect.channel));
  }
}
