// A schedule of a whole pool.

import { type InboxMessage, type Peer, type Pool, PoolClosedError } from "@skep/core";
import type { StepObserver, Worker } from "@skep/core/worker";
import { poolActs } from "./acts/pool-acts.ts";
import type { Act } from "./acts/act.ts";
import { EventReader } from "./event-reader.ts";
import type { Action } from "./plan.ts";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import { checkPoolWorld } from "./pool-laws.ts";
import { numberOfMessage } from "./message.ts";
import { openPool } from "./pool-opening.ts";
import type { Reading } from "./reader.ts";
import { register } from "./registering.ts";
import { Simulation } from "./simulation.ts";
import { watchListeners } from "./watched-signal.ts";
import type { World } from "./world.ts";

export class PoolSimulation extends Simulation {
  readonly eventReaders: EventReader[] = [];
  readonly abort: AbortController = new AbortController();
  readonly listeners: () => number = watchListeners(this.abort.signal);
  readonly makeWorker: (observe: StepObserver) => Worker;
  readonly pool: Pool;
  /** When a peer was there last, or a message of one. */
  someoneAt = 0;
  readonly #byPeer = new Map<Peer, Generation>();

  constructor(world: World, worker: (observe: StepObserver) => Worker) {
    super(world);
    this.makeWorker = worker;
    world.openHosts(world.plan.origins);
    this.pool = openPool(this);
    world.dropped = () => this.pool.inbox.dropped;
    this.connect();
    const kind = world.random.pick(["fast", "batches", "slow"] as const);
    if (world.mayRead) this.read(kind);
  }

  // --- what it is about ---

  get client(): Pool {
    return this.pool;
  }

  get queued(): number {
    return this.pool.inbox.size;
  }

  get stillOpen(): readonly string[] {
    const open = this.readers.filter(({ isDone }) => !isDone).map(({ kind }) => kind);
    const still = this.eventReaders.filter(({ isDone }) => !isDone).map(() => "of events");
    return [...open, ...still];
  }

  checkLaws(): void {
    checkPoolWorld(this);
  }

  async checkLateSend(): Promise<void> {
    const error = await this.pool.send("a", "late").catch((error: unknown) => error);
    hold(error instanceof PoolClosedError, "clear errors", () => String(error));
  }

  actOf(action: Action): Act | undefined {
    const act = poolActs[action];
    return act && (() => act(this));
  }

  // --- its peers ---

  connect(): void {
    register(this);
  }

  add(generation: Generation, peer: Peer): void {
    this.#byPeer.set(peer, generation);
  }

  of(peer: Peer): Generation {
    const generation = this.#byPeer.get(peer);
    hold(generation !== undefined, "identity", () => `an unknown peer ${peer.id}`);
    return generation as Generation;
  }

  // --- who reads ---

  reading(): Reading {
    return {
      from: this.pool.inbox,
      take: (values) => this.#take(values as readonly InboxMessage[]),
      ended: (error) => hold(error === undefined, "reads are taken back", () => String(error)),
    };
  }

  #take(messages: readonly InboxMessage[]): void {
    const { world } = this;
    world.guard(() => {
      for (const message of messages) {
        const generation = this.of(message.peer);
        generation.read(message);
        world.note(`read ${generation.name} ${numberOfMessage(message.data)}`);
      }
      this.#passOver(messages);
    });
  }

  /** A whole queue at once is one turn, which is eight messages long. */
  #passOver(messages: readonly InboxMessage[]): void {
    const [first] = messages;
    for (const generation of this.world.generations)
      if (generation.peer !== first?.peer)
        generation.deliveries.passedOver += Math.min(8, messages.length);
  }

  watchEvents(): void {
    if (this.eventReaders.filter(({ isDone }) => !isDone).length >= 2)
      this.eventReaders.at(-1)?.stop();
    else this.eventReaders.push(new EventReader(this));
  }
}
