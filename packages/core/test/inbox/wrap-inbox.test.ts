// An inbox with some of its methods exchanged, for a worker around the default one.

import { describe, expect, test } from "vitest";
import { DefaultWorker, type PoolPlugin, wrapInbox } from "../../src/worker/index.ts";
import { World as PoolWorld } from "../pool/support/world.ts";
import { World } from "./support/world.ts";

const NAMES = ["write", "drop", "listen", "paused", "hold"] as const;

describe("wrapInbox", () => {
  test("passes on what is not changed, and shows figures as they are now", () => {
    const world = new World();
    const { writer } = world.open("a");
    const inbox = wrapInbox(writer, {});
    const held = inbox.hold(1);
    inbox.write("held", 1);
    held.release();
    inbox.drop(2, 30);
    expect([inbox.received, inbox.bytesReceived]).toEqual([3, 34]);
    expect(world.drain()).toEqual(["held"]);
    const refused = inbox.hold(2);
    inbox.write("x", 2);
    refused.discard();
    expect([inbox.received, writer.dropped]).toEqual([4, 3]);
    inbox.listen({ resume: () => {} });
    inbox.paused();
  });

  test("puts what is given in its place, and calls nothing else", () => {
    const called: string[] = [];
    const changes = Object.fromEntries(NAMES.map((name) => [name, () => called.push(name)]));
    const { writer } = new World().open("a");
    const inbox = wrapInbox(writer, changes);
    for (const name of NAMES) (inbox[name] as () => void)();
    expect(called).toEqual(NAMES);
    expect([inbox.received, writer.dropped]).toEqual([0, 0]);
  });

  test("takes undefined for unchanged", () => {
    const world = new World();
    expect(wrapInbox(world.open("a").writer, { write: undefined }).write("x", 1)).toBe("ok");
    expect(world.drain()).toEqual(["x"]);
  });
});

test("a filter around the default worker took ten members, and lost bytes: it is one line", async () => {
  class Filtered extends DefaultWorker {
    override start(plugin: PoolPlugin): Promise<void> {
      const write: PoolPlugin["inbox"]["write"] = (data, dial) =>
        data === "control" ? "ok" : plugin.inbox.write(data, dial);
      return super.start({ ...plugin, inbox: wrapInbox(plugin.inbox, { write }) });
    }
  }
  const world = new PoolWorld({ workerFactory: () => new Filtered() });
  const dial = await world.connected();
  for (const text of ["one", "control", "two"]) dial.message(text);
  expect(world.texts()).toEqual(["one", "two"]);
  void world.pool.get("a")?.close();
  dial.message("too late");
  await world.pass(10);
  expect(world.pool.stats()).toMatchObject({ received: 3, bytesReceived: 14, dropped: 1 });
  await world.end();
});

test("a write that throws ended the process: it is told as error of its peer, and the next message is read", async () => {
  class Strict extends DefaultWorker {
    override start(plugin: PoolPlugin): Promise<void> {
      const write: PoolPlugin["inbox"]["write"] = (data, dial) => {
        if (data === "bad") throw new Error("no such message");
        return plugin.inbox.write(data, dial);
      };
      return super.start({ ...plugin, inbox: wrapInbox(plugin.inbox, { write }) });
    }
  }
  const world = new PoolWorld({ workerFactory: () => new Strict() });
  const dial = await world.connected();
  for (const text of ["one", "bad", "two"]) dial.message(text);
  expect(world.texts()).toEqual(["one", "two"]);
  expect(world.of("error")).toMatchObject([{ id: "a", error: { message: "no such message" } }]);
  expect(world.pool.get("a")?.state).toBe("connected");
  await world.end();
});

test("a spread of what the pool hands over loses its methods: it does not compile", () => {
  const worker = (plugin: PoolPlugin): PoolPlugin => ({
    ...plugin,
    // @ts-expect-error -- a spread copies no method of a class
    // oxlint-disable-next-line no-misused-spread
    inbox: { ...plugin.inbox, write: () => "ok" },
    // @ts-expect-error -- the same
    // oxlint-disable-next-line no-misused-spread
    events: { ...plugin.events, connected: () => {} },
    // @ts-expect-error -- the same
    // oxlint-disable-next-line no-misused-spread
    dialer: { ...plugin.dialer, enter: () => ({ leave: () => {} }) },
  });
  expect(worker).toBeTypeOf("function");
});
