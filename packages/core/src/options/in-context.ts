// Options whose functions run in the async context in which they were given.

import type { RunInContext } from "../async-context.ts";
import { bound } from "../base/bound.ts";

/** What is called later, of whatever group: providers, hooks, and the methods of ports. */
const FUNCTIONS =
  "headers onOpen ready classify message isAnswer debug info warn error subscribe".split(" ");
const GROUPS = "session retry probe logger signals".split(" ");

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** A copy of resolved options; the options themselves where no context is kept. */
export function inContext<T extends object | undefined>(
  options: T,
  run: RunInContext | undefined,
): T {
  if (options === undefined || run === undefined) return options;
  const given = options as unknown as Functions;
  const copy: Record<string, unknown> = { ...given };
  for (const name of FUNCTIONS)
    if (typeof given[name] === "function")
      // As a method of what was given, which may be of a class.
      copy[name] = bound(run, (...args: unknown[]) => given[name]?.(...args));
  for (const name of GROUPS) if (name in given) copy[name] = inContext(given[name], run);
  return Object.freeze(copy) as T;
}
