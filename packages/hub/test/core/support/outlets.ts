// Where a core under test writes to: nothing but names, as a core calls nothing of them.

import type { Effect } from "../../../src/core/effect.ts";
import type { Outlet } from "../../../src/core/input.ts";

export function outletOf(client: string): Outlet {
  return {
    client,
    write: () => {
      throw new Error("A core writes by its effects.");
    },
  };
}

/** What an effect writes, and to which clients; nothing where it does something else. */
export function writtenBy(effect: Effect): { readonly client: string; readonly text: string }[] {
  if (effect.type !== "write") return [];
  return effect.to.map(({ client }) => ({ client, text: effect.piece.text }));
}

/** Whether the effect writes to this client. */
export function isWrittenTo(client: string, effect: Effect): boolean {
  return writtenBy(effect).some((written) => written.client === client);
}
