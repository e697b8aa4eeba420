// A connection in a world of its own: manual time, seeded chance, a peer that is played by the test.

import { Connection, type ConnectionOptions } from "../../../src/connection/index.ts";
import type { SessionEventMap } from "../../../src/index.ts";
import {
  ManualClock,
  type MemoryDial,
  MemoryTransport,
  type MemoryTransportOptions,
  POOL_EVENT_TYPES,
} from "../../../src/testing/index.ts";

export type ConnectionWorldOptions = Partial<ConnectionOptions> & {
  readonly network?: MemoryTransportOptions;
};

export const URL_OF_PEER = "wss://peer.example/feed";

export class ConnectionWorld {
  readonly clock = new ManualClock();
  readonly network: MemoryTransport;
  readonly connection: Connection;
  readonly told: Event[] = [];

  constructor({ network, ...options }: ConnectionWorldOptions = {}) {
    this.network = new MemoryTransport({ autoPong: true, ...network });
    this.connection = new Connection({
      url: URL_OF_PEER,
      transport: this.network,
      clock: this.clock,
      random: () => 0.5,
      ...options,
    });
    for (const type of POOL_EVENT_TYPES)
      this.connection.addEventListener(type, (event) => this.told.push(event));
  }

  /** Lets time pass, with room for promises. */
  async pass(ms: number = 5): Promise<void> {
    await this.clock.run(ms);
  }

  /** Accepts the latest dial. */
  async accepted(): Promise<MemoryDial> {
    await this.pass();
    this.network.latest.accept();
    await this.pass();
    return this.network.latest;
  }

  /** The types of what was told. */
  get types(): string[] {
    return this.told.map(({ type }) => type);
  }

  of<T extends keyof SessionEventMap>(type: T): SessionEventMap[T][] {
    return this.told.filter((event) => event.type === type) as SessionEventMap[T][];
  }

  /** All that waits. */
  texts(): (string | Uint8Array)[] {
    const read: (string | Uint8Array)[] = [];
    const { connection } = this;
    for (let data = connection.tryRead(); data !== undefined; data = connection.tryRead())
      read.push(data);
    return read;
  }

  /** Closes the connection, whatever its peer does. */
  async end(): Promise<void> {
    const closed = this.connection.close({ timeout: 0 });
    await this.pass(100);
    await closed;
  }
}
