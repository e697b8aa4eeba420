// The engine over NATS on trial: a prefix of its own on one server, a connection that can lose what it is told, and a clock that can be moved.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type Clock, systemClock, type Timer } from "@skep/core/base";
import type { Engine } from "@skep/hub";
import { type NatsConnectionLike, natsEngine } from "@skep/hub/nats";
import type { EngineSuiteSubject } from "@skep/testing";
import { sleep } from "../stage.ts";
import { PATIENT } from "./nats-options.ts";
import { deleteStreams, type NatsServer } from "./nats-server.ts";

let subjects = 0;

export class NatsSubject implements EngineSuiteSubject {
  readonly #server: NatsServer;
  readonly #connection: NatsConnection;
  readonly #prefix = `suite${++subjects}`;
  readonly #clock = new MovedClock();
  readonly engine: Engine;
  #isCut = false;

  private constructor(server: NatsServer, connection: NatsConnection) {
    this.#server = server;
    this.#connection = connection;
    this.engine = natsEngine(this.#losing(), {
      prefix: this.#prefix,
      bytes: 16_777_216,
      topInterval: 500,
      clock: this.#clock,
    });
  }

  static async make(server: NatsServer): Promise<NatsSubject> {
    return new NatsSubject(server, await connect({ port: server.port, ...PATIENT }));
  }

  /** A connection that loses what channels are told while it is cut, and no answers. */
  #losing(): NatsConnectionLike {
    const subscribe: NatsConnectionLike["subscribe"] = (subject, { callback }) =>
      this.#connection.subscribe(subject, {
        callback: (error, message) => {
          if (!this.#isCut || !subject.includes(".out.")) callback(error, message);
        },
      });
    const connection: NatsConnectionLike = this.#connection;
    return new Proxy(connection, {
      get(target, name) {
        if (name === "subscribe") return subscribe;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  now(): number {
    return this.#clock.wall();
  }

  advance(milliseconds: number): void {
    this.#clock.move(milliseconds);
  }

  cut(): void {
    this.#isCut = true;
  }

  heal(): void {
    this.#isCut = false;
  }

  stall(): Promise<void> {
    return this.#server.kill();
  }

  resume(): Promise<void> {
    return this.#server.begin();
  }

  async lose(): Promise<void> {
    await this.#server.restartEmpty();
    await this.#isBack();
  }

  save(): Promise<void> {
    return this.#server.save();
  }

  async restore(): Promise<void> {
    await this.#server.restore();
    await this.#isBack();
  }

  /** What asks before the client is there again is told that NATS is away. */
  async #isBack(): Promise<void> {
    while (!(await this.#isThere())) await sleep(20);
  }

  async #isThere(): Promise<boolean> {
    return this.#connection.rtt().then(
      () => true,
      () => false,
    );
  }

  async stop(): Promise<void> {
    await deleteStreams(this.#server, this.#prefix);
    await this.#connection.close();
  }
}

/** The clock of the system, whose time of day can be moved. */
class MovedClock implements Clock {
  readonly #clock = systemClock({ unref: true });
  #moved = 0;

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall() + this.#moved;
  }

  schedule(delay: number, due: () => void): Timer {
    return this.#clock.schedule(delay, due);
  }

  move(milliseconds: number): void {
    this.#moved += milliseconds;
  }
}
