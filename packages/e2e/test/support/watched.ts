// A pool of the front door whose events are kept and can be waited for.
import { Pool, type PoolEvent, type PoolEventType, type PoolOptions } from "skep";

export type Told<T extends PoolEventType> = Extract<PoolEvent, { type: T }>;

const TYPES: readonly PoolEventType[] = [
  "connected",
  "disconnected",
  "dialfailed",
  "retired",
  "overflow",
  "warning",
  "error",
];

/** Retries soon and without chance, as tests have little time. */
export const SOON = { initialDelay: 50, minDelay: 50, maxDelay: 50, jitter: "none" } as const;

export class Watched {
  readonly pool: Pool;
  /** All that was told, in order. */
  readonly told: PoolEvent[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(options: PoolOptions = {}) {
    const { session } = options;
    const retry = { ...SOON, ...session?.retry };
    this.pool = new Pool({ ...options, session: { ...session, retry } });
    for (const type of TYPES)
      this.pool.addEventListener(type, (event) => this.#hear(event as unknown as PoolEvent));
  }

  /** What was told of that type, and of that peer if one is named. */
  of<T extends PoolEventType>(type: T, id?: string): Told<T>[] {
    return this.told.filter(
      (record): record is Told<T> => record.type === type && (id === undefined || record.id === id),
    );
  }

  /** The types of what was told of a peer. */
  types(id: string): PoolEventType[] {
    return this.told.filter((record) => record.id === id).map(({ type }) => type);
  }

  /** The record of that type that is the `count`th, as soon as it was told. */
  async until<T extends PoolEventType>(type: T, id?: string, count: number = 1): Promise<Told<T>> {
    for (;;) {
      const record = this.of(type, id)[count - 1];
      if (record !== undefined) return record;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** The first that is told of that peer. */
  async first(id: string): Promise<PoolEvent> {
    for (;;) {
      const record = this.told.find((record) => record.id === id);
      if (record !== undefined) return record;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Reads the next message of the pool. */
  async read(): Promise<string | Uint8Array> {
    for await (const { data } of this.pool.inbox) return data;
    throw new Error("The inbox has ended.");
  }

  #hear(record: PoolEvent): void {
    this.told.push(record);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
