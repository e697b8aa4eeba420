// Options whose functions run in the async context in which they were given.

import type { RunInContext } from "../async-context.ts";
import { bound } from "../base/bound.ts";

/** The names of options that are called later (providers, hooks, methods of ports), and of the groups that hold such options. */
const NAMES =
  "headers onOpen ready classify message isAnswer debug info warn error unheard subscribe session retry probe logger environment".split(
    " ",
  );

/** A copy of resolved options; the options themselves where no context is kept. */
export function inContext<T>(options: T, run: RunInContext | undefined): T {
  if (run === undefined || Object(options) !== options) return options;
  const given = options as Record<string, (...args: unknown[]) => unknown>;
  const copy = { ...given };
  for (const name of NAMES) {
    const one = given[name];
    // A function is called as a method of its object, which may be an instance of a class.
    if (one !== undefined)
      copy[name] = typeof one === "function" ? bound(run, one.bind(given)) : inContext(one, run);
  }
  return Object.freeze(copy) as T;
}
