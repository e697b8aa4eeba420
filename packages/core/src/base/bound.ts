// A function that runs in the async context in which it was given.

import type { RunInContext } from "../async-context.ts";

type Call<A extends unknown[], R> = (...args: A) => R;

/** A function that calls `call` by way of `run`. */
export function bound<A extends unknown[], R>(run: RunInContext, call: Call<A, R>): Call<A, R> {
  return (...args) => run(() => call(...args));
}

/** Calls at once: stands for the context where the pool has no `asyncContext`. */
export const direct: RunInContext = (call) => call();

/** A port, each of whose methods binds the functions that it is given; the port itself where no context is kept. */
export function boundPort<T extends object>(run: RunInContext | undefined, port: T): T {
  if (run === undefined) return port;
  const bind = (one: unknown): unknown =>
    typeof one === "function" ? bound(run, one as Call<unknown[], unknown>) : one;
  return new Proxy(port, {
    get: (_, name) => {
      const method = port[name as keyof T] as Call<unknown[], unknown> | undefined;
      return method && ((...given: unknown[]) => method.apply(port, given.map(bind)));
    },
  });
}
