// Servers that speak first: who answers their nonce is let in, whoever else speaks is not.
import { describe, expect, test } from "vitest";
import type { OpeningLink, PartialSessionOptions } from "../../src/index.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";

const answerTo = (nonce: unknown): string => `password+${String(nonce)}`;

/** By question and answer, and without a variable outside of the hook. */
const asked: PartialSessionOptions = {
  onOpen: async (link) => {
    await link.send(answerTo(await link.receive()));
    if ((await link.receive()) !== "welcome") throw new Error("Not let in.");
  },
};

/** By looking at what comes. */
const watching: PartialSessionOptions = {
  ready: (data, link: OpeningLink) => {
    if (data !== "welcome") void link.send(answerTo(data));
    return data === "welcome";
  },
};

/** The server's part on one link. */
async function challenge(world: World, dial: MemoryDial, nonce: string): Promise<void> {
  dial.accept();
  dial.message(nonce);
  await world.pass();
  expect(dial.sent).toEqual([answerTo(nonce)]);
  dial.message("welcome");
  dial.message("news");
  await world.pass();
}

describe.each([
  { way: "receive", session: asked, read: ["news"] },
  { way: "ready", session: watching, read: ["nonce of w0", "welcome", "news"] },
])("a challenge that is answered by $way", ({ session, read }) => {
  test("works for one peer, on every link", async () => {
    const world = new World();
    world.pool.connect({ id: "w0", url: "wss://a.example", ...session });
    await world.pass();
    await challenge(world, world.network.latest, "nonce of w0");
    expect(world.texts()).toEqual(read);
    world.network.latest.drop();
    await world.pass(2_000);
    await challenge(world, world.network.latest, "nonce of w0");
    expect(world.types).toEqual(["connected", "disconnected", "connected"]);
    expect(world.texts()).toEqual(read);
    await world.end();
  });

  test("works once for a whole pool", async () => {
    const world = new World(session);
    for (const index of [0, 1, 2, 3])
      world.pool.connect({ id: `w${index}`, url: `wss://a.example/${index}` });
    await world.pass(20);
    // All are challenged before anybody is let in.
    const dials = world.network.dials;
    for (const dial of dials) dial.accept();
    for (const dial of dials) dial.message(`nonce of ${dial.target.url}`);
    await world.pass();
    for (const dial of dials) expect(dial.sent).toEqual([answerTo(`nonce of ${dial.target.url}`)]);
    for (const dial of dials) dial.message("welcome");
    await world.pass();
    expect(world.pool.stats().connected).toBe(4);
    await world.end();
  });
});

test("what a gate received counts as received, and as neither dropped nor waiting", async () => {
  const world = new World({ ...asked });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  await challenge(world, world.network.latest, "nonce");
  expect(peer.stats()).toMatchObject({ received: 3, dropped: 0, queued: 1 });
  expect(peer.stats().connection).toMatchObject({ received: 3, bytesReceived: 16 });
  await world.end();
});

test("a receive ends with its link, and what was held for it is told as lost", async () => {
  const ends: unknown[] = [];
  const world = new World({
    onOpen: async (link) => {
      await link.receive();
      await new Promise(() => {});
    },
  });
  world.pool.addEventListener("dialfailed", ({ cause }) => ends.push(cause.kind));
  world.pool.connect({
    id: "a",
    url: "wss://a.example",
    onOpen: async (link) => {
      await link.receive();
      await link.receive().catch(({ name }: Error) => ends.push(name));
    },
  });
  world.pool.connect({ id: "b", url: "wss://b.example" });
  await world.pass();
  for (const dial of world.network.dials) {
    dial.accept();
    dial.message("1");
  }
  await world.pass();
  const [first, second] = world.network.dials;
  second?.message("2");
  first?.drop();
  second?.drop();
  await world.pass();
  expect(ends).toEqual(["lost", "lost", "ConnectionClosedError"]);
  expect(world.of("overflow")).toMatchObject([{ id: "b", dropped: 1, why: "refused" }]);
  await world.end();
});
