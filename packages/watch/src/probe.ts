// What asks a service whether it is there: a function of the application, or one that is ready to use.

/** What a probe is given. */
export interface ProbeContext {
  /** Aborts when the probe has run for `backoff.probeTimeout`, and when the watcher is stopped. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds of the manager's clock, for probes that measure. */
  readonly now: () => number;
}

/**
 * Asks the service once. It fails by throwing, by rejecting and by giving `false`; whatever else it gives means that the service is there, and
 * `{ degraded }` that it is there in part, with the reason. A watcher never runs two at a time. It should end when its signal aborts; where it
 * does not, its result is no longer heard.
 */
export interface Probe {
  (context: ProbeContext): unknown;
  /** The host that is asked, of a probe that knows it: many hosts that are lost at once are a sign of a lost uplink. */
  readonly host?: string | undefined;
}

/** Given by a probe whose service is there in part. */
export interface Degraded {
  /** Why, for a human. */
  readonly degraded: string;
}

export function isDegraded(answer: unknown): answer is Degraded {
  return typeof (answer as Partial<Degraded> | null | undefined)?.degraded === "string";
}

/** A probe that says which host it asks. */
export function probeOf(host: string | undefined, run: (context: ProbeContext) => unknown): Probe {
  return Object.assign((context: ProbeContext) => run(context), { host });
}
