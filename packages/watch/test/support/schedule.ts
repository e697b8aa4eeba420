// One schedule: services that are slow, hang, throw and flap, a manager that watches them, and everybody who may do something at any time. All of
// it follows from a seed. What must hold is checked from outside.

import type { Signal } from "@skep/core/base";
import { ManualClock, SeededRandom } from "@skep/core/testing";
import {
  Manager,
  type ProbeContext,
  type Transition,
  type Watcher,
  type WatcherConfig,
} from "@skep/watch";

const TIMEOUT = 1_000;
const POLL = 2_000;
/** A probe that ignores its signal is left alone after ten timeouts. */
const DEAF = 10 * TIMEOUT;
const ACTS = 20;

type Mode = "good" | "slow" | "failing" | "throwing" | "no" | "hanging" | "deaf" | "flapping";
const MODES: readonly Mode[] = [
  "good",
  "slow",
  "failing",
  "throwing",
  "no",
  "hanging",
  "deaf",
  "flapping",
];

/** What a schedule came across: what is never reached was not tested. */
export const reached: Map<string, number> = new Map();
const reach = (what: string): void => void reached.set(what, (reached.get(what) ?? 0) + 1);

interface Call {
  readonly began: number;
  isAborted: boolean;
}

/** One service, and the calls of its probe. */
class Service {
  mode: Mode;
  readonly calls = new Set<Call>();
  calledAfterEnd = 0;
  starts = 0;
  readonly #world: Schedule;

  constructor(world: Schedule) {
    this.#world = world;
    this.mode = world.random.pick(MODES);
  }

  readonly probe = async ({ signal }: ProbeContext): Promise<unknown> => {
    const { clock, random } = this.#world;
    const call: Call = { began: clock.now(), isAborted: false };
    this.starts++;
    this.#world.began(this, call);
    this.calls.add(call);
    signal.addEventListener("abort", () => {
      call.isAborted = true;
    });
    try {
      return await this.#answer(signal, random);
    } finally {
      this.calls.delete(call);
    }
  };

  async #answer(signal: AbortSignal, random: SeededRandom): Promise<unknown> {
    const { mode } = this;
    if (mode === "throwing") throw new Error("thrown");
    if (mode === "slow") await this.#world.passes(random.int(1.5 * TIMEOUT), signal);
    if (mode === "hanging") await this.#world.passes(Infinity, signal);
    if (mode === "deaf")
      await this.#world.passes(random.chance(0.3) ? Infinity : random.int(15 * TIMEOUT));
    if (mode === "failing" || (mode === "flapping" && random.chance(0.5))) {
      await this.#world.passes(random.int(50), signal);
      throw new Error("refused");
    }
    return mode === "no"
      ? false
      : mode === "slow" && random.chance(0.2)
        ? { degraded: "in part" }
        : true;
  }
}

/** What is known of one watcher from outside. */
interface Watched {
  readonly watcher: Watcher;
  readonly service: Service;
  readonly config: WatcherConfig;
  readonly told: Transition[];
  readonly calls: ("ready" | "down")[];
  /** Callbacks that run. */
  running: number;
  /** It was told to stop. */
  isEnding: boolean;
  isOver: boolean;
}

export class Schedule {
  readonly clock: ManualClock = new ManualClock();
  readonly random: SeededRandom;
  readonly faults: string[] = [];
  readonly #manager: Manager;
  readonly #most: number;
  readonly #watched: Watched[] = [];
  readonly #abort = new AbortController();
  /** Timers of the services themselves. */
  #ownTimers = 0;
  #subscribers = 0;
  #listeners = 0;
  #tell: (signal: Signal) => void = () => {};
  #isOffline = false;
  #isStopped = false;
  #names = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const { clock, random } = this;
    this.#most = 1 + random.int(4);
    const reference = random.chance(0.2) ? new Service(this).probe : undefined;
    this.#manager = new Manager({
      clock,
      random: random.fork().next,
      maxInFlight: this.#most,
      ...(reference && { reference }),
      environment: {
        subscribe: (listener) => {
          this.#subscribers++;
          this.#tell = listener;
          return () => void this.#subscribers--;
        },
      },
    });
    if (random.chance(0.3)) this.#manager.addEventListener("transition", this.#throwing);
    this.#manager.addEventListener("uplink", ({ isLost, reason }) =>
      reach(`uplink ${isLost ? "lost" : "back"}: ${reason}`),
    );
    for (let count = 1 + random.int(8); count > 0; count -= 1) this.#watch();
  }

  async run(): Promise<void> {
    for (let act = 0; act < ACTS; act += 1) {
      this.#act();
      await this.clock.run(this.random.int(this.random.chance(0.1) ? 5 * POLL : TIMEOUT));
      this.#check();
    }
    if (this.random.chance(0.2)) await this.#converge();
    await this.#end();
  }

  /** Time passes for a service; forever for `Infinity`. */
  passes(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOpen = ms !== Infinity;
      if (isOpen) this.#ownTimers++;
      const close = (): void => {
        if (isOpen) this.#ownTimers--;
        isOpen = false;
      };
      const due = (): void => {
        close();
        resolve();
      };
      const timer = isOpen ? this.clock.schedule(ms, due) : undefined;
      signal?.addEventListener("abort", () => {
        close();
        timer?.cancel();
        reject(signal.reason as Error);
      });
    });
  }

  /** A probe is called. */
  began(service: Service, call: Call): void {
    for (const other of service.calls) {
      if (call.began - other.began < DEAF || !other.isAborted)
        this.#fault("a probe overlaps itself");
      else reach("a deaf probe was left alone");
    }
    const owner = this.#watched.find((watched) => watched.service === service);
    if (this.#isStopped || owner?.isOver === true) this.#fault("a probe began after stop()");
    const running = this.#watched
      .flatMap(({ service: { calls } }) => [...calls])
      .filter(({ isAborted }) => !isAborted);
    // The probe of reference has no place among them.
    if (owner && running.length >= this.#most)
      this.#fault(`${running.length + 1} probes run at once`);
  }

  #watch(): void {
    const { random } = this;
    const name = `s${this.#names++}`;
    const service = new Service(this);
    const living = this.#watched.filter(({ isOver }) => !isOver);
    const config: WatcherConfig = {
      name,
      probe: service.probe,
      host: `host-${random.int(4)}`,
      backoff: {
        initialDelay: 250,
        maxDelay: POLL,
        startupProbes: 1 + random.int(6),
        pollInterval: POLL,
        probeTimeout: TIMEOUT,
        jitter: random.pick(["none", "full", "equal"]),
        failures: 1 + random.int(3),
        successes: 1 + random.int(3),
      },
      ...(random.chance(0.5) && { signal: this.#countedSignal() }),
      ...(living.length > 0 &&
        random.chance(0.3) && { dependsOn: random.pick(living).watcher.name }),
      onReady: ({ signal }) => this.#called(watched, "ready", signal),
      onDown: (_, { signal }) => this.#called(watched, "down", signal),
    };
    const watcher = this.#manager.watch(config);
    const watched: Watched = {
      watcher,
      service,
      config,
      told: [],
      calls: [],
      running: 0,
      isEnding: false,
      isOver: false,
    };
    this.#watched.push(watched);
    void watcher.closed.then(() => {
      watched.isOver = true;
    });
    for (const type of ["ready", "down", "unknown"] as const)
      watcher.addEventListener(type, ({ transition }) => this.#told(watched, transition));
    if (random.chance(0.2)) watcher.addEventListener("down", this.#throwing);
  }

  /** Its listeners are counted. */
  #countedSignal(): AbortSignal {
    const { signal } = this.#abort;
    const count = (by: number) => (type: string, listener: () => void) => {
      this.#listeners += by;
      (by > 0
        ? AbortSignal.prototype.addEventListener
        : AbortSignal.prototype.removeEventListener
      ).call(signal, type, listener);
    };
    return Object.assign(signal, { addEventListener: count(1), removeEventListener: count(-1) });
  }

  readonly #throwing = (): void => {
    throw new Error("a listener throws");
  };

  #act(): void {
    const { random } = this;
    const living = this.#watched.filter(({ isOver }) => !isOver);
    const acts: (() => void)[] = [
      () => void (random.pick(this.#watched).service.mode = random.pick(MODES)),
      () =>
        this.#watched.forEach(
          ({ service }) => void (service.mode = random.pick(["failing", "hanging"])),
        ),
      () => this.#watched.forEach(({ service }) => void (service.mode = "good")),
      () =>
        void random
          .pick(this.#watched)
          .watcher.probeNow()
          .catch(() => {}),
      () => random.pick(this.#watched).watcher.reportFailure(new Error("traffic")),
      () => this.clock.jump(random.int(3 * TIMEOUT)),
      () => this.#signal(random.pick(["online", "offline", "visible", "woken", "stalled"])),
      () => this.#watch(),
      () => void (random.chance(0.3) && living.length > 1 && this.#remove(random.pick(living))),
    ];
    random.pick(acts)();
  }

  #signal(signal: Signal): void {
    if (signal === "offline") this.#isOffline = true;
    if (signal === "online") this.#isOffline = false;
    this.#tell(signal);
  }

  #remove(watched: Watched): void {
    reach("removed");
    watched.isEnding = true;
    void this.#manager.remove(watched.watcher.name);
    if (watched.watcher.state === "unknown") reach("removed while unknown");
  }

  #told(watched: Watched, transition: Transition): void {
    const { told, watcher } = watched;
    const { from, reason, sequence, to } = transition;
    const before = told.at(-1);
    told.push(transition);
    reach(`${from} > ${to}${reason === undefined ? "" : ` (${reason})`}`);
    if (watched.isEnding) this.#fault("an edge was told after stop()");
    if (from === to) this.#fault(`an edge from ${from} to itself`);
    if (from !== (before?.to ?? "unknown"))
      this.#fault(`an edge from ${from} behind one to ${before?.to}`);
    if (sequence !== told.length) this.#fault(`edge ${told.length} has the number ${sequence}`);
    if (watcher.state !== to) this.#fault(`an edge to ${to} while the state is ${watcher.state}`);
    if (to === "down" && watcher.lastError === undefined) this.#fault("down without a failure");
    if (
      to === "down" &&
      from === "ready" &&
      watcher.status().consecutive_failures < (watched.config.backoff?.failures ?? 1)
    )
      this.#fault("down with too few failures");
    if (
      to === "ready" &&
      watcher.status().consecutive_successes < (watched.config.backoff?.successes ?? 1)
    )
      this.#fault("ready with too few successes");
  }

  #called(watched: Watched, which: "ready" | "down", signal: AbortSignal): unknown {
    const before = watched.calls.at(-1) ?? "down";
    if (before === which) this.#fault(`two calls for ${which}`);
    watched.calls.push(which);
    if (watched.isEnding) this.#fault("a callback was called after stop()");
    if (watched.running++ > 0) this.#fault("two callbacks run at once");
    if (this.random.chance(0.1)) {
      watched.running--;
      throw new Error("a callback throws");
    }
    return this.#takesItsTime(signal).finally(() => void watched.running--);
  }

  async #takesItsTime(signal: AbortSignal): Promise<void> {
    if (this.random.chance(0.2)) return this.passes(Infinity, signal);
    if (this.random.chance(0.5)) return this.passes(this.random.int(TIMEOUT));
    return undefined;
  }

  /** What holds at any moment. */
  #check(): void {
    for (const { config, isOver, told, watcher } of this.#watched) {
      if (isOver) continue;
      const status = watcher.status();
      const since = told.at(-1);
      if (since && status.state !== since.to)
        this.#fault(`the state is ${status.state}, told was ${since.to}`);
      if (status.flapping) reach("flapping");
      const excuse = (config.backoff?.failures ?? 1) * (POLL + TIMEOUT);
      const isLate =
        since && this.clock.wall() - since.at > excuse && status.consecutive_failures > 0;
      if (
        status.reason === "uplink" &&
        since?.to === "unknown" &&
        since.reason === "uplink" &&
        isLate
      )
        this.#fault("an excuse lasts too long");
    }
  }

  /** Whatever has happened: what is good for long is ready, and what fails for long is down. */
  async #converge(): Promise<void> {
    reach("converged");
    if (this.#isOffline) this.#signal("online");
    for (const { service } of this.#watched) service.mode = "good";
    // Deaf calls that hang have to be left alone first, and then ten probes may be needed by each, one after the other.
    await this.clock.run(DEAF + 15 * POLL);
    this.#each((state) => state === "ready", "not ready, although it is good");
    for (const { service } of this.#watched) service.mode = "failing";
    await this.clock.run(10 * (POLL + TIMEOUT));
    this.#each(
      (state, reason) => state === "down" || reason === "dependency",
      "not down, although it fails",
    );
  }

  #each(isRight: (state: string, reason: string | undefined) => boolean, fault: string): void {
    for (const { isOver, watcher } of this.#watched) {
      const status = watcher.status();
      if (!isOver && !isRight(status.state, status.reason))
        this.#fault(`${watcher.name} is ${fault} (${status.state})`);
    }
  }

  async #end(): Promise<void> {
    const isAborted = this.random.chance(0.2);
    if (isAborted) {
      reach("ended by signals");
      this.#abort.abort(new Error("over"));
    }
    for (const watched of this.#watched) watched.isEnding = true;
    await this.#stopped(this.#manager.stop());
    for (const watched of this.#watched) {
      watched.isOver = true;
      watched.service.mode = "good";
    }
    this.#isStopped = true;
    const left = this.clock.pending - this.#ownTimers;
    if (left !== 0) this.#fault(`${left} timers are left`);
    await this.clock.run(DEAF + 5 * POLL);
    if (this.#listeners !== 0) this.#fault(`${this.#listeners} listeners are left on a signal`);
    if (this.#subscribers !== 0) this.#fault("the environment is still listened to");
  }

  /** Time passes until it is so, as callbacks that ignore their signals are waited for. */
  async #stopped(stopped: Promise<void>): Promise<void> {
    const waiting = { isOver: false };
    void stopped.then(() => {
      waiting.isOver = true;
    });
    await this.clock.settle();
    for (let waited = 0; !waiting.isOver && waited < 2 * TIMEOUT; waited += 50)
      await this.clock.run(50);
    if (!waiting.isOver) this.#fault("stop() does not resolve");
  }

  #fault(text: string): void {
    this.faults.push(`at ${this.clock.now()}: ${text}`);
  }
}
