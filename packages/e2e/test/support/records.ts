// What a pool told, in order, which can be waited for. Who hears it, and where the pool is, is not said here.
import type { PoolEvent, PoolEventType } from "skep";

export type Told<T extends PoolEventType> = Extract<PoolEvent, { type: T }>;

export class Records {
  /** All that was told, in order. */
  readonly told: PoolEvent[] = [];
  readonly #waiting = new Set<() => void>();

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

  protected hear(record: PoolEvent): void {
    this.told.push(record);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
