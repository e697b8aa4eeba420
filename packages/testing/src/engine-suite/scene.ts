// One case on stage: an engine, its sessions, what they were told, and the laws that hold in every case.

import { systemClock } from "@skep/core/base";
import type { SuiteCase } from "../suite-cases.ts";
import { check, equal } from "../worker-suite/assert.ts";
import type {
  EngineAnswer,
  EngineMessageLike,
  EnginePosition,
  EnginePublished,
  EngineRequest,
  EngineSessionLike,
} from "./engine-like.ts";
import type { EngineSuiteCapabilities, EngineSuiteOptions, EngineSuiteSubject } from "./options.ts";

/** A test of the suite: a sentence about the engine. */
export type EngineCase = SuiteCase<keyof EngineSuiteCapabilities, (scene: Scene) => Promise<void>>;

/** Milliseconds between two looks, and for what must not come. */
const STEP = 2;
const QUIET = 40;

const KEEP = { messages: 100, age: 3_600_000 };

type Action = "lose" | "save" | "restore" | "cut" | "heal" | "stall" | "resume";

export class Scene {
  readonly #subject: EngineSuiteSubject;
  readonly #timeout: number;
  readonly #sessions: Session[] = [];
  #failed: unknown;

  constructor(options: EngineSuiteOptions, subject: EngineSuiteSubject) {
    this.#subject = subject;
    this.#timeout = options.timeout ?? 4_000;
  }

  static async play(options: EngineSuiteOptions, run: EngineCase["run"]): Promise<void> {
    const subject = await options.engine();
    const scene = new Scene(options, subject);
    try {
      await run(scene);
      if (scene.#failed !== undefined) throw scene.#failed;
    } finally {
      for (const session of scene.#sessions) await session.close();
      await subject.stop?.();
    }
  }

  /** A session, whose messages are watched. */
  async open(): Promise<Session> {
    const session: Session = new Session((error) => (this.#failed ??= error), this);
    await session.begin(this.#subject.engine);
    this.#sessions.push(session);
    return session;
  }

  get now(): number {
    return this.#subject.now?.() ?? systemClock().wall();
  }

  async act(action: Action): Promise<void> {
    const act = this.#subject[action];
    check(act !== undefined, `The subject has no ${action}, as the capabilities say.`);
    await act.call(this.#subject);
  }

  /** The newest positions are told now, where that can be asked for. */
  async compare(): Promise<void> {
    await this.#subject.compare?.();
  }

  async advance(milliseconds: number): Promise<void> {
    const subject = this.#subject;
    check(subject.advance !== undefined, "The subject has no advance, as the capabilities say.");
    await subject.advance(milliseconds);
  }

  /** Waits until `look` finds something. */
  async until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const clock = systemClock();
    const end = clock.now() + this.#timeout;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (clock.now() >= end) throw new Error(`${what} did not come within ${this.#timeout} ms`);
      await this.pass(STEP);
    }
  }

  /** Long enough for what must not come. */
  quiet(): Promise<void> {
    return this.pass(QUIET);
  }

  pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => systemClock().schedule(milliseconds, resolve));
  }
}

export class Session {
  readonly #fail: (error: unknown) => void;
  readonly #scene: Scene;
  #session: EngineSessionLike | undefined;
  #isCalling = false;
  #isClosed = false;
  readonly #told: EngineMessageLike[] = [];
  readonly #tops: { readonly channel: string; readonly position: EnginePosition }[] = [];
  readonly #held = new Set<string>();
  readonly statuses: string[] = [];

  constructor(fail: (error: unknown) => void, scene: Scene) {
    this.#fail = fail;
    this.#scene = scene;
  }

  async begin(engine: { open: (listener: never) => Promise<EngineSessionLike> }): Promise<void> {
    const listener = {
      message: (message: EngineMessageLike) => this.#tell(message),
      status: (status: string) => this.#change(status),
      top: (channel: string, position: EnginePosition) => this.#compare(channel, position),
    };
    this.#session = await engine.open(listener as never);
  }

  get session(): EngineSessionLike {
    return this.#session as EngineSessionLike;
  }

  /** The laws that hold for everything that is told: nobody is called from inside of a call, or after the end. */
  #check(what: string, more: () => void): void {
    try {
      check(!this.#isCalling, `${what} was told from inside of a call`);
      check(!this.#isClosed, `${what} was told after close`);
      more();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A session begins with an engine that is there. */
  #change(status: string): void {
    const before = this.statuses.at(-1) ?? "up";
    this.#check("a status", () => check(status !== before, `${status} was told after ${before}`));
    this.statuses.push(status);
  }

  #compare(channel: string, position: EnginePosition): void {
    this.#check("a top", () => {
      check(this.#held.has(channel), `the top of ${channel} was told`);
      checkPosition(position);
    });
    this.#tops.push({ channel, position });
  }

  /** The laws that hold for every message: one order, and a chain. */
  #tell(message: EngineMessageLike): void {
    this.#check("a message", () => {
      checkPosition(message);
      check(message.offset > 0, "the offset of a message is 0");
      const before = this.told(message.channel).at(-1);
      if (before?.epoch === message.epoch) {
        check(message.offset > before.offset, `${message.offset} came after ${before.offset}`);
        check(
          message.previous >= before.offset,
          `${message.offset} names ${message.previous} as its neighbour, not ${before.offset}`,
        );
      }
    });
    this.#told.push(message);
  }

  told(channel: string): EngineMessageLike[] {
    return this.#told.filter((message) => message.channel === channel);
  }

  /** The newest position of the channel that was told, by a message or by itself. */
  newest(channel: string): EnginePosition | undefined {
    const tops = this.#tops.filter((top) => top.channel === channel);
    const positions = [...this.told(channel), ...tops.map(({ position }) => position)];
    return positions.toSorted((one, other) => one.offset - other.offset).at(-1);
  }

  payloads(channel: string): string[] {
    return this.told(channel).map(({ payload }) => payload);
  }

  /** Waits until so many messages of the channel were told. */
  async hear(channel: string, count: number): Promise<EngineMessageLike[]> {
    return this.#scene.until(`message ${count} of ${channel}`, () => {
      const told = this.told(channel);
      return told.length >= count ? told : undefined;
    });
  }

  async publish(
    channel: string,
    payload: string,
    more: Partial<EngineRequest> = {},
  ): Promise<EnginePublished> {
    const published = await this.#call((session) =>
      session.publish({ channel, payload, time: this.#scene.now, retention: KEEP, ...more }),
    );
    this.#judge(published.position);
    return published;
  }

  /** Publishes one after the other. */
  async publishAll(
    channel: string,
    payloads: readonly string[],
    more?: Partial<EngineRequest>,
  ): Promise<EnginePosition[]> {
    const positions: EnginePosition[] = [];
    for (const payload of payloads)
      positions.push((await this.publish(channel, payload, more)).position);
    return positions;
  }

  async subscribe(channel: string): Promise<EnginePosition> {
    this.#held.add(channel);
    const position = await this.#call((session) => session.subscribe(channel));
    this.#judge(position);
    return position;
  }

  /** Recorded, as nobody may wait for the call. */
  #judge(position: EnginePosition): void {
    try {
      checkPosition(position);
    } catch (error) {
      this.#fail(error);
    }
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#call((session) => session.unsubscribe(channel));
    this.#held.delete(channel);
  }

  after(channel: string, after: EnginePosition, limit = 1_000): Promise<EngineAnswer> {
    return this.#call((session) => session.read(channel, { after, limit }));
  }

  last(channel: string, last: number): Promise<EngineAnswer> {
    return this.#call((session) => session.read(channel, { last }));
  }

  async close(): Promise<void> {
    await this.#call((session) => session.close());
    this.#isClosed = true;
  }

  #call<T>(call: (session: EngineSessionLike) => Promise<T>): Promise<T> {
    this.#isCalling = true;
    try {
      return call(this.session);
    } finally {
      this.#isCalling = false;
    }
  }
}

/** What the protocol carries: other positions would be read by no client. */
function checkPosition({ epoch, offset, time = 0 }: EnginePosition): void {
  check(epoch.length > 0 && epoch.length <= 32, `the epoch ${epoch} has not 1 to 32 characters`);
  check(Number.isSafeInteger(offset) && offset >= 0, `the offset is ${offset}`);
  check(Number.isSafeInteger(time) && time >= 0, `the time is ${time}`);
}

/** The payloads that were read. */
export function payloadsOf({ entries, gap }: EngineAnswer): readonly string[] {
  equal(gap, undefined, "the gap");
  return (entries ?? []).map(({ payload }) => payload);
}
