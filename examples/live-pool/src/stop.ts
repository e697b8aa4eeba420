// What ends the demo: time, a signal of the system, a reader that went away, or whoever calls `now`.

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export class Stop {
  readonly #controller = new AbortController();
  readonly #onSignal = (): void => {
    // Somebody insists.
    if (this.signal.aborted) process.exit(130);
    this.now();
  };
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#onSignal);
    // As with `live-pool | head`: whoever looked on has seen enough.
    process.stdout.on("error", () => this.now());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  now(): void {
    this.#controller.abort();
  }

  after(ms: number | undefined): void {
    if (ms !== undefined) this.#timer = setTimeout(() => this.now(), ms);
  }

  /** From here on the system ends the process as it always does. */
  dispose(): void {
    clearTimeout(this.#timer);
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }
}
