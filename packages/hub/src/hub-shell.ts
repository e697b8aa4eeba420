// The shell around the core: inputs go in one after the other, and their effects are carried out in order. It decides nothing.

import { Fifo, nextMacrotask } from "@skep/core/base";
import { decodeFromClient, type Position } from "@skep/protocol";
import type { Link, LinkListener } from "./acceptor/link.ts";
import { HubCore } from "./core/hub-core.ts";
import type { Effect } from "./core/effect.ts";
import type { Identity, Input } from "./core/input.ts";
import { EngineDesk } from "./engine/engine-desk.ts";
import type { EngineSession, PublishRequest } from "./engine/engine.ts";
import { EngineError } from "./errors.ts";
import { ConnectedClient } from "./hub-client.ts";
import { HubChannelEvent, HubClientEvent, HubErrorEvent, type HubEventMap } from "./hub-events.ts";
import type { FilledOptions } from "./hub-options.ts";
import { LinkWriter } from "./link-writer.ts";

type HubEvent = HubEventMap[keyof HubEventMap];

/** A client's link, and what belongs to it. */
interface Connected {
  readonly link: Link;
  readonly writer: LinkWriter;
  readonly client: ConnectedClient;
  /** It reads too slowly, and is not read. */
  isWatched: boolean;
}

const NOBODY: Identity = { userId: undefined, claims: {} };

/** A watched client is let go on when no more than this part of what made it congested still waits. */
const LOW = 1 / 4;

/** How long a client has to answer a goodbye, in milliseconds. */
const GOODBYE_TIMEOUT = 2_000;

export class HubShell {
  readonly #options: FilledOptions;
  readonly #tell: (event: HubEvent) => void;
  readonly #core: HubCore;
  #session: EngineSession | undefined;
  #desk: EngineDesk | undefined;
  // Bound: what sockets and engine tell within one call of theirs, as each is handled before the call returns.
  readonly #inputs = new Fifo<Input>();
  #isRunning = false;
  readonly #connected = new Map<string, Connected>();
  /** Clients to which something was written in this turn of the event loop. */
  #dirty: Connected[] = [];
  #count = 0;
  #emptied: (() => void) | undefined;

  constructor(options: FilledOptions, tell: (event: HubEvent) => void) {
    this.#options = options;
    this.#tell = tell;
    const { authorise, clock, heartbeatInterval: heartbeat, limits } = options;
    this.#core = new HubCore({
      ...limits,
      most: limits.pending,
      heartbeat,
      authorises: authorise !== undefined,
      namespaceOf: (channel) => options.namespaceOf(channel),
      now: () => clock.wall(),
      pendingOf: (client) => this.#connected.get(client)?.writer.pending ?? 0,
    });
  }

  get core(): HubCore {
    return this.#core;
  }

  /** The handle of a client that is connected. */
  clientOf(id: string): ConnectedClient | undefined {
    return this.#connected.get(id)?.client;
  }

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
        if (this.#core.isUp) resolve();
        else reject(new EngineError("The engine does not tell broadcasts."));
      };
      this.#desk = new EngineDesk(session, () => clock.wall(), answer, failed);
      this.#perform(this.#core.begin());
    });
  }

  /** Says goodbye to all, ends the links of those that do not answer, and then the session of the engine. */
  async close(code: number, reason: string): Promise<void> {
    for (const { link, writer } of this.#connected.values()) {
      writer.flush();
      // A client that is not read could not answer.
      link.resume();
      link.close(code, reason);
    }
    await this.#empty();
    await this.#session?.close();
  }

  #empty(): Promise<void> {
    if (this.#connected.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const late = this.#options.clock.schedule(GOODBYE_TIMEOUT, () => {
        for (const { link } of this.#connected.values()) link.terminate();
      });
      this.#emptied = () => {
        late.cancel();
        resolve();
      };
    });
  }

  async publish(request: Omit<PublishRequest, "time">): Promise<Position> {
    if (this.#session === undefined) throw new EngineError("The hub is not up.");
    const time = this.#options.clock.wall();
    const { outcome, position } = await this.#session.publish({ ...request, time });
    if (outcome === "conflict") throw new EngineError("The key was used with other data.");
    return position;
  }

  // --- links ---

  accept(link: Link): LinkListener {
    const id = `c${++this.#count}`;
    const { remoteAddress } = link;
    const client = new ConnectedClient(id, NOBODY, link, () => this.#core.subscriptionsOf(id));
    this.#connected.set(id, { link, writer: new LinkWriter(link), client, isWatched: false });
    this.#input({ type: "connected", client: id, identity: NOBODY, remoteAddress });
    this.#tell(new HubClientEvent("connected", client));
    return {
      message: (frame) => this.#received(id, frame),
      closed: () => this.#closed(id),
    };
  }

  #received(client: string, frame: string): void {
    for (const message of decodeFromClient(frame))
      this.#input({ type: "received", client, message });
  }

  #closed(id: string): void {
    const connected = this.#connected.get(id);
    this.#input({ type: "disconnected", client: id });
    this.#connected.delete(id);
    if (connected !== undefined) this.#tell(new HubClientEvent("disconnected", connected.client));
    if (this.#connected.size === 0) this.#emptied?.();
  }

  // --- inputs and effects ---

  /** An input that comes while another one is handled waits for it. */
  #input(input: Input): void {
    this.#inputs.push(input);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift())
        this.#perform(this.#core.step(next));
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
        return this.#write(effect);
      case "watch":
        return this.#watch(effect.client);
      case "close":
        return this.#close(effect);
      case "authorise":
        return this.#authorise(effect);
      case "subscribed":
      case "unsubscribed":
      case "slow":
        return this.#tellOf(effect);
      default:
        this.#desk?.perform(effect);
    }
  }

  #write({ client, piece }: Extract<Effect, { type: "write" }>): void {
    const connected = this.#connected.get(client);
    if (connected === undefined) return;
    if (connected.writer.isEmpty) this.#markDirty(connected);
    connected.writer.add(piece);
  }

  #markDirty(connected: Connected): void {
    if (this.#dirty.length === 0) nextMacrotask(this.#options.clock, this.#flush);
    this.#dirty.push(connected);
  }

  readonly #flush = (): void => {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const connected of dirty) {
      const { isWatched, writer } = connected;
      // The callback costs something, so only a slow client has it.
      writer.flush(isWatched ? () => this.#look(connected) : undefined);
    }
  };

  /** The client is not read until most of what waits for it has left. */
  #watch(client: string): void {
    const connected = this.#connected.get(client);
    if (connected === undefined) return;
    connected.isWatched = true;
    connected.link.pause();
  }

  /** Something has left. What was written since has a callback of its own. */
  #look(connected: Connected): void {
    const { client, link, writer } = connected;
    if (!connected.isWatched || writer.pending > this.#options.limits.pending * LOW) return;
    connected.isWatched = false;
    link.resume();
    this.#input({ type: "drained", client: client.id });
  }

  #close({ client, code, reason }: Extract<Effect, { type: "close" }>): void {
    const connected = this.#connected.get(client);
    if (connected === undefined) return;
    connected.writer.flush();
    connected.link.close(code, reason);
  }

  #authorise({ ticket, client, action, channel }: Extract<Effect, { type: "authorise" }>): void {
    const handle = this.#connected.get(client)?.client;
    const { authorise } = this.#options;
    const answer = (isAllowed: boolean): void =>
      this.#input({ type: "authorised", ticket, isAllowed });
    if (handle === undefined || authorise === undefined) return answer(false);
    const asked = (async () => authorise(handle, action, channel))();
    asked.then(
      (isAllowed) => answer(isAllowed),
      (error: unknown) => {
        this.#tell(new HubErrorEvent(error));
        answer(false);
      },
    );
  }

  #tellOf({
    type,
    client,
    channel,
  }: Extract<Effect, { type: "subscribed" | "unsubscribed" | "slow" }>): void {
    const handle = this.#connected.get(client)?.client;
    if (handle !== undefined) this.#tell(new HubChannelEvent(type, handle, channel));
  }
}
