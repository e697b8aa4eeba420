// The cells of the session table by name, for tests that have to show that they reached them.

import { due, on } from "../session/table.ts";

/**
 * All cells in which the session machine does something, as `<state> <input>` and `<state> due <alarm>` in the
 * words that a `StepObserver` hears; `message` and `pong`, which are no steps, where they pass.
 */
export function sessionCells(): readonly string[] {
  return Object.entries(on).flatMap(([state, row]) => [
    ...Object.entries(row)
      .filter(([, cell]) => typeof cell === "function" || cell === "pass")
      .map(([input]) => `${state} ${input}`),
    ...Object.keys(due[state as keyof typeof due]).map((alarm) => `${state} due ${alarm}`),
  ]);
}
