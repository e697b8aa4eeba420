// A played service and the manager that watches it, on a manual clock.

import { ManualClock } from "@skep/core/testing";
import { Manager, type Probe, type Transition, type WatcherConfig } from "@skep/watch";

/** Answers as it is told, and keeps when it was asked. */
export class PlayedService {
  /** What the next probes find: an error, or what they give. */
  answer: unknown = true;
  /** How long a probe takes, in milliseconds. */
  takes = 0;
  readonly starts: number[] = [];
  running = 0;
  most = 0;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** In seconds. */
  get startSeconds(): readonly number[] {
    return this.starts.map((at) => at / 1_000);
  }

  readonly probe: Probe = async ({ signal }) => {
    this.starts.push(this.#clock.now());
    this.most = Math.max(this.most, ++this.running);
    const { answer } = this;
    try {
      if (this.takes > 0) await this.#passes(signal);
    } finally {
      this.running--;
    }
    if (answer instanceof Error) throw answer;
    return answer;
  };

  #passes(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.schedule(this.takes, resolve);
      signal.addEventListener("abort", () => {
        timer.cancel();
        reject(signal.reason as Error);
      });
    });
  }
}

export interface World {
  readonly clock: ManualClock;
  readonly manager: Manager;
  readonly service: PlayedService;
  /** Watches the service under the name `db`. */
  watch(config?: Partial<WatcherConfig>): ReturnType<Manager["watch"]>;
}

export function world(options: ConstructorParameters<typeof Manager>[0] = {}): World {
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  const manager = new Manager({ random: () => 0.5, ...options, clock });
  const service = new PlayedService(clock);
  return {
    clock,
    manager,
    service,
    watch: (config = {}) => manager.watch({ name: "db", probe: service.probe, ...config }),
  };
}

/** What changes, as one text each: `unknown>ready`. */
export function changesOf(target: Manager): string[] {
  const told: string[] = [];
  target.addEventListener("transition", ({ transition }) => void told.push(textOf(transition)));
  return told;
}

export function textOf({ from, name, reason, to }: Transition): string {
  return `${name}: ${from}>${to}${reason === undefined ? "" : ` (${reason})`}`;
}
