// Calls about one child that wait for a supervisor: one that was given up is not looked at any more.

import { expect, test } from "vitest";
import { newRoster, type Roster } from "../../src/plan/roster.ts";
import { fillSpec } from "../../src/supervisor/child-spec.ts";
import { ChildCalls } from "../../src/supervisor/child-calls.ts";
import type { Tree } from "../../src/supervisor/tree.ts";

/** A roster that counts how often somebody looks for a child. */
function watchedRoster(): { roster: Roster; looks: () => number } {
  const spec = fillSpec({ name: "a", worker: () => undefined as never });
  const known = newRoster("one-for-one", { restarts: 5, within: 60_000 }, [spec]);
  let looks = 0;
  const roster = {
    ...known,
    get children() {
      looks += 1;
      return known.children;
    },
  };
  return { roster, looks: () => looks };
}

test("a call whose signal has aborted leaves nothing behind", async () => {
  const { roster, looks } = watchedRoster();
  const calls = new ChildCalls({ roster, send: () => {} } as unknown as Tree, "Supervisor(tree)");
  const [left, kept] = [new AbortController(), new AbortController()];
  const leaving = calls.remove("a", left.signal).catch((error: unknown) => error);
  const keeping = calls.remove("a", kept.signal).catch((error: unknown) => error);
  left.abort("enough");
  expect(await leaving).toBe("enough");
  const before = looks();
  calls.stepped(roster);
  expect(looks() - before).toBe(1);
  kept.abort("enough, too");
  expect(await keeping).toBe("enough, too");
  calls.stepped(roster);
  expect(looks() - before).toBe(1);
});
