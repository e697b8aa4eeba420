// A peer has listeners of its own, which hear of it alone and behind those of its pool.

import { expect, test } from "vitest";
import { NamedContext, World } from "./support/world.ts";

test("listeners of a peer hear what its pool tells of it, and of no other", async () => {
  const world = new World();
  const [a, b] = ["a", "b"].map((id) => world.pool.connect({ id, url: `wss://${id}.example` }));
  const heard: string[] = [];
  world.pool.addEventListener("connected", ({ id }) => heard.push(`pool: ${id}`));
  a?.addEventListener("connected", (event) => heard.push(`a: ${event.connects}`));
  b?.addEventListener("connected", () => heard.push("b"));
  await world.pass();
  world.network.dials[0]?.accept();
  await world.pass();
  expect(heard).toEqual(["pool: a", "a: 1"]);
  await world.end();
});

test("they can be removed, added once, and are behind the guard of the pool", async () => {
  const context = new NamedContext();
  const world = new World({ asyncContext: context });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  const gone = (): never => {
    throw new Error("was removed");
  };
  peer.removeEventListener("connected", gone);
  peer.addEventListener("connected", gone);
  peer.removeEventListener("connected", gone);
  let ran = "";
  context.run("its own", () =>
    peer.addEventListener("connected", () => {
      ran = context.name;
      throw new Error("thrown by a listener of a peer");
    }),
  );
  await world.pass();
  world.network.latest.accept();
  await world.pass();
  expect(ran).toBe("its own");
  expect(world.of("error")).toEqual([
    expect.objectContaining({ error: new Error("thrown by a listener of a peer") }),
  ]);
  await world.end();
});

test("an event of the application's own can be dispatched on a peer", async () => {
  const world = new World();
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  expect(peer.dispatchEvent(new Event("connected"))).toBe(true);
  let heard = 0;
  peer.addEventListener("connected", () => heard++);
  peer.dispatchEvent(new Event("connected"));
  expect(heard).toBe(1);
  await world.end();
});

test("a peer is disposed of as it is closed, and tells when it is over", async () => {
  const world = new World();
  const dial = await world.connected();
  const peer = world.pool.peers()[0];
  const disposed = peer?.[Symbol.asyncDispose]();
  await world.pass();
  dial.close();
  await world.pass();
  await disposed;
  await peer?.closed;
  expect(peer?.state).toBe("stopped");
  expect(world.pool.peers()).toEqual([]);
  await world.end();
});
