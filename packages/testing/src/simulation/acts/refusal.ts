// A wrong call of a user, and how it has to be answered.

import { hold } from "../hold.ts";
import { keepSecret } from "../telling.ts";
import type { World } from "../world.ts";

export function throws(
  world: World,
  call: () => unknown,
  expected: new (...args: never[]) => Error,
): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  hold(thrown instanceof expected, "clear errors", () => `${String(thrown)}, not ${expected.name}`);
  keepSecret(world, String(thrown) + JSON.stringify(thrown));
}
