// A broker in this process that can do what real ones do in a fault: be away, lose copies and answers, come back empty or older. And, for tests of
// the fault runs themselves, engines that are wrong.

import { systemClock } from "@skep/core/base";
import {
  type Engine,
  EngineError,
  type EngineListener,
  type EngineMessage,
  type EngineSession,
  memoryEngine,
  type Published,
  type PublishRequest,
  type ReadAnswer,
  type ReadRange,
} from "@skep/hub";
import type { RunBroker } from "./fault-run.ts";

/** What is wrong with the engines of this broker. */
export interface EngineBug {
  /** What a session is told in place of a message; a lost one comes here, too. */
  readonly tell?: (message: EngineMessage, isLost: boolean, listener: EngineListener) => void;
  readonly read?: (answer: ReadAnswer) => ReadAnswer;
  readonly publish?: (request: PublishRequest) => PublishRequest;
  /** Nobody is told that the broker is away. */
  readonly hidesOutages?: boolean;
  readonly hidesTops?: boolean;
}

/** Milliseconds between two tellings of the newest positions. */
const TOP_INTERVAL = 200;

export class UnsteadyBroker implements RunBroker {
  readonly #bug: EngineBug;
  #memory = memoryOf(0);
  #life = 0;
  readonly #published: PublishRequest[] = [];
  readonly #nodes: Node[] = [];
  readonly #tops: NodeJS.Timeout;
  /** The part of copies that is lost on the way to each node, and of answers to publishes, from 0 to 1. */
  lostCopies = 0;
  lostAnswers = 0;

  constructor(bug: EngineBug = {}) {
    this.#bug = bug;
    this.#tops = setInterval(() => void this.#compare(), TOP_INTERVAL).unref();
  }

  engine(): Engine {
    const node = new Node(this, this.#bug);
    this.#nodes.push(node);
    return node;
  }

  get memory(): Engine {
    return this.#memory;
  }

  /** How many messages were taken. */
  get taken(): number {
    return this.#published.length;
  }

  took(request: PublishRequest): void {
    this.#published.push(request);
  }

  async #compare(): Promise<void> {
    if (this.#bug.hidesTops === true) return;
    for (const node of this.#nodes) await node.compare();
  }

  /** It is away, for all nodes or for one. */
  leave(node?: number): void {
    for (const each of this.#those(node)) each.leave();
  }

  comeBack(node?: number): void {
    for (const each of this.#those(node)) each.comeBack();
  }

  #those(node: number | undefined): readonly Node[] {
    return node === undefined ? this.#nodes : this.#nodes.slice(node, node + 1);
  }

  /** All that was kept is gone; it comes back in another life. */
  async lose(): Promise<void> {
    this.#published.length = 0;
    await this.#become(memoryOf(++this.#life));
  }

  /** It is as it was when it had taken so many messages, in the same life. */
  async restore(taken: number): Promise<void> {
    const older = memoryOf(this.#life);
    const session = await older.open({ message: () => {}, status: () => {}, top: () => {} });
    this.#published.length = taken;
    for (const request of this.#published) await session.publish(request);
    await session.close();
    await this.#become(older);
  }

  async #become(memory: Engine): Promise<void> {
    this.#memory = memory;
    for (const node of this.#nodes) await node.reopen();
  }

  async end(): Promise<void> {
    clearInterval(this.#tops);
  }
}

/** An engine whose epochs are those of every other one of this life. */
function memoryOf(life: number): Engine {
  const real = systemClock({ unref: true });
  // The first time that is asked for is a part of all epochs.
  let times = 0;
  const clock = {
    now: () => real.now(),
    wall: () => (times++ === 0 ? life : real.wall()),
    schedule: (after: number, run: () => void) => real.schedule(after, run),
  };
  return memoryEngine({ clock, random: () => 0.5 });
}

/** The way from the broker to one hub. It has one session at a time. */
class Node implements Engine {
  readonly name = "unsteady";
  readonly #broker: UnsteadyBroker;
  readonly #bug: EngineBug;
  #listener: EngineListener | undefined;
  #session: EngineSession | undefined;
  readonly #channels = new Set<string>();
  #isAway = false;

  constructor(broker: UnsteadyBroker, bug: EngineBug) {
    this.#broker = broker;
    this.#bug = bug;
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    this.#listener = listener;
    await this.reopen();
    const there = async (): Promise<EngineSession> => {
      if (this.#isAway || this.#session === undefined)
        throw new EngineError("The broker is away.", undefined);
      return this.#session;
    };
    return {
      publish: async (request) => this.#publish(await there(), request),
      subscribe: async (channel) => {
        this.#channels.add(channel);
        return (await there()).subscribe(channel);
      },
      unsubscribe: async (channel) => {
        this.#channels.delete(channel);
        await this.#session?.unsubscribe(channel);
      },
      read: async (channel, range) => this.#read(await (await there()).read(channel, range), range),
      close: () => this.#close(),
    };
  }

  async #close(): Promise<void> {
    this.#listener = undefined;
    await this.#session?.close();
    this.#session = undefined;
  }

  /** Goes on with the log that the broker has now. */
  async reopen(): Promise<void> {
    const listener = this.#listener;
    if (listener === undefined) return;
    await this.#session?.close();
    this.#session = await this.#broker.memory.open({
      message: (message) => this.#tell(message, listener),
      status: () => {},
      top: () => {},
    });
    for (const channel of this.#channels) await this.#session.subscribe(channel);
  }

  async #publish(session: EngineSession, request: PublishRequest): Promise<Published> {
    const { publish = (same: PublishRequest) => same } = this.#bug;
    const published = await session.publish(publish(request));
    if (published.outcome === "published") this.#broker.took(request);
    if (Math.random() < this.#broker.lostAnswers)
      throw new EngineError("The answer was lost.", undefined);
    return published;
  }

  #read(answer: ReadAnswer, range: ReadRange): ReadAnswer {
    const { read = (same: ReadAnswer) => same } = this.#bug;
    return "after" in range ? read(answer) : answer;
  }

  #tell(message: EngineMessage, listener: EngineListener): void {
    const isLost = this.#isAway || Math.random() < this.#broker.lostCopies;
    if (this.#bug.tell !== undefined) this.#bug.tell(message, isLost, listener);
    else if (!isLost) listener.message(message);
  }

  async compare(): Promise<void> {
    if (this.#isAway) return;
    for (const channel of this.#channels) {
      const answer = await this.#session?.read(channel, { last: 0 });
      if (answer !== undefined) this.#listener?.top(channel, answer.top);
    }
  }

  leave(): void {
    this.#isAway = true;
    if (this.#bug.hidesOutages !== true) this.#listener?.status("down");
  }

  comeBack(): void {
    this.#isAway = false;
    if (this.#bug.hidesOutages !== true) this.#listener?.status("up");
  }
}
