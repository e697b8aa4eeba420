// Several watchers as one.

import { describe, expect, test, vi } from "vitest";
import { ConfigError } from "@skep/core/base";
import { Group, type GroupRule, WatchStoppedError } from "@skep/watch";
import { stateOfGroup } from "../src/group.ts";
import { PlayedService, world } from "./support/service.ts";

const refused = new Error("refused");

async function three(ready: GroupRule) {
  const { clock, manager } = world();
  const services = ["a", "b", "c"].map(() => new PlayedService(clock));
  const members = services.map(({ probe }, at) => manager.watch({ name: `s${at}`, probe }));
  const group = new Group({ members, ready });
  await clock.run();
  const set = async (...answers: readonly boolean[]): Promise<string> => {
    answers.forEach((answer, at) => {
      (services[at] as PlayedService).answer = answer || refused;
    });
    await Promise.all(members.map((member) => member.probeNow()));
    return group.state;
  };
  return { clock, group, members, set };
}

describe("a group", () => {
  test("of all is ready while each member is", async () => {
    const { set } = await three("all");
    expect([await set(true, true, true), await set(true, true, false)]).toEqual(["ready", "down"]);
  });

  test("of any is ready while one member is", async () => {
    const { set } = await three("any");
    expect([await set(false, false, true), await set(false, false, false)]).toEqual([
      "ready",
      "down",
    ]);
  });

  test("of a quorum is ready while more than half of them are, and of a number while so many are", async () => {
    for (const rule of ["quorum", 2] as const) {
      const { set } = await three(rule);
      expect([await set(true, true, false), await set(true, false, false)]).toEqual([
        "ready",
        "down",
      ]);
    }
  });

  test("is unknown while those of which nothing is known could be enough", () => {
    expect(stateOfGroup(["ready", "unknown", "down"], 2)).toBe("unknown");
    expect(stateOfGroup(["ready", "down", "down"], 2)).toBe("down");
    expect(stateOfGroup(["ready", "ready", "unknown"], 2)).toBe("ready");
  });

  test("tells its changes, and settles those that wait", async () => {
    const { group, set } = await three("all");
    const told: string[] = [];
    for (const type of ["ready", "down", "unknown"] as const)
      group.addEventListener(type, ({ type: given }) => void told.push(given));
    await set(true, true, false);
    const ready = group.whenReady();
    await set(true, true, true);
    await ready;
    await group.whenReady();
    expect([told, group.isReady]).toEqual([["down", "ready"], true]);
  });

  test("may have groups as members", async () => {
    const { group, set } = await three("any");
    const outer = new Group({ members: [group] });
    const down = vi.fn();
    outer.addEventListener("down", down);
    await set(false, false, false);
    expect([outer.state, down.mock.calls.length]).toEqual(["down", 1]);
  });

  test("that is closed rejects those that wait, listens no longer, and stops no member", async () => {
    const { group, members, set } = await three("all");
    await set(true, true, false);
    const down = vi.fn();
    group.addEventListener("down", down);
    const waiting = expect(group.whenReady()).rejects.toThrow(WatchStoppedError);
    group.close();
    group.close();
    await waiting;
    await expect(group.whenReady()).rejects.toThrow("The group was stopped.");
    await set(true, true, true);
    await set(false, true, true);
    expect(down).not.toHaveBeenCalled();
    expect(members[1]?.isReady).toBe(true);
  });

  test("tells what its listeners throw as an error", async () => {
    const { group, set } = await three("all");
    const errors = vi.fn();
    group.addEventListener("error", ({ error }) => errors(error));
    group.addEventListener("down", () => {
      throw refused;
    });
    await set(false, true, true);
    expect(errors.mock.calls).toEqual([[refused]]);
  });

  test.each([
    [{ members: [] }, "members"],
    [{ members: [{}] }, "members"],
    [{}, "members"],
    [{ members: undefined }, "members"],
    [{ members: [new Group({ members: [world().watch()] })], ready: 2 }, "ready"],
    [{ members: [world().watch()], ready: 0 }, "ready"],
    [{ members: [world().watch()], ready: "most" }, "ready"],
    [{ members: [world().watch()], rule: "any" }, "rule"],
  ])("of %# cannot be", (options, path) => {
    const make = (): unknown => new Group(options as never);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(expect.objectContaining({ path }));
  });
});
