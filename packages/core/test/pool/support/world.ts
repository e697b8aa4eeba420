// A pool in a world of its own: manual time, seeded chance, peers that are played by the test.

import {
  type AsyncContext,
  type InboxMessage,
  type PeerOptions,
  Pool,
  type PoolEvent,
  type PoolEventType,
  type PoolOptions,
  type RunInContext,
} from "../../../src/index.ts";
import {
  ManualClock,
  type MemoryDial,
  MemoryTransport,
  type MemoryTransportOptions,
  POOL_EVENT_TYPES,
} from "../../../src/testing/index.ts";

/** An async context that a test can look at: `name` is that of the one in which its code runs. */
export class NamedContext implements AsyncContext {
  name = "none";
  captured = 0;

  readonly run = <T>(name: string, call: () => T): T => {
    const before = this.name;
    this.name = name;
    try {
      return call();
    } finally {
      this.name = before;
    }
  };

  capture(): RunInContext {
    this.captured++;
    const { name } = this;
    return (call) => this.run(name, call);
  }
}

/** What a test may set: options of the pool, and of the transport under it. */
export type WorldOptions = Partial<PoolOptions> & {
  readonly network?: MemoryTransportOptions;
  /** The world listens to all events of its pool. Default: `true`. */
  readonly listens?: boolean;
};

/** Everything that a pool told, in order, as events. */
export type Told = PoolEvent & { readonly type: PoolEventType };

export class World {
  readonly clock = new ManualClock();
  readonly network: MemoryTransport;
  readonly pool: Pool;
  readonly told: Told[] = [];

  constructor({ network, listens = true, ...options }: WorldOptions = {}) {
    this.network = new MemoryTransport(network);
    this.pool = new Pool({
      transport: this.network,
      clock: this.clock,
      random: () => 0.5,
      // Or a timer would be pending for as long as the pool is open.
      unref: true,
      ...options,
    });
    for (const type of listens ? POOL_EVENT_TYPES : [])
      this.pool.addEventListener(type, (event) => this.told.push(event as unknown as Told));
  }

  /** Lets time pass, with room for promises; by default enough for one paced dial. */
  async pass(ms: number = 5): Promise<void> {
    await this.clock.run(ms);
  }

  /** Registers a peer and waits until its peer is asked to accept. */
  async dialed(id: string = "a", options: Partial<PeerOptions> = {}): Promise<MemoryDial> {
    this.pool.connect({ id, url: `wss://${id}.example`, ...options });
    await this.pass();
    return this.network.latest;
  }

  /** Registers a peer that is accepted. */
  async connected(id: string = "a", options: Partial<PeerOptions> = {}): Promise<MemoryDial> {
    const dial = await this.dialed(id, options);
    dial.accept();
    await this.pass();
    return dial;
  }

  /** The types of what was told. */
  get types(): string[] {
    return this.told.map(({ type }) => type);
  }

  of<T extends PoolEventType>(type: T): Extract<PoolEvent, { type: T }>[] {
    return this.told.filter((event) => event.type === type) as Extract<PoolEvent, { type: T }>[];
  }

  /** All that waits in the inbox. */
  read(): InboxMessage[] {
    const read: InboxMessage[] = [];
    for (let m = this.pool.inbox.tryRead(); m !== undefined; m = this.pool.inbox.tryRead())
      read.push(m);
    return read;
  }

  texts(): (string | Uint8Array)[] {
    return this.read().map(({ data }) => data);
  }

  /** Closes the pool, whatever its peers do. */
  async end(): Promise<void> {
    const closed = this.pool.close({ timeout: 0 });
    await this.pass(100);
    await closed;
  }
}
