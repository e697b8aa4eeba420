// Whether the broker of a session is there: each change is told once, with its reason.

import type { EngineListener } from "../engine/engine.ts";

export class BrokerStatus {
  readonly #tell: EngineListener["status"];
  /** A session begins with a broker that is there. */
  #isUp = true;
  #isOver = false;

  constructor(tell: EngineListener["status"]) {
    this.#tell = tell;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The broker is away. Only the first reason is told. */
  down(reason: unknown): void {
    if (!this.#change(false)) return;
    this.#tell("down", reason);
  }

  up(): void {
    if (this.#change(true)) this.#tell("up");
  }

  /** Nothing is told any more. */
  end(): void {
    this.#isOver = true;
  }

  #change(isUp: boolean): boolean {
    if (this.#isOver || this.#isUp === isUp) return false;
    this.#isUp = isUp;
    return true;
  }
}
