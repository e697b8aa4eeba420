// A server in Lua with a protocol of its own: Prosody, XMPP over WebSockets (RFC 7395).
import { expect } from "vitest";
import { type Foreign, startProsody } from "./support/foreign.ts";
import { describeServer } from "./support/packages.ts";
import { eventually, type Stage, test } from "./support/stage.ts";
import type { Watched } from "./support/watched.ts";

const FRAMING = "xmlns='urn:ietf:params:xml:ns:xmpp-framing'";

/** A pool whose peer opens a stream on every link, and is connected once it knows what the server can. */
async function visit(stage: Stage, { url }: Foreign): Promise<Watched> {
  const watched = stage.pool({
    onOpen: (link) => link.send(`<open ${FRAMING} to='bees.example' version='1.0'/>`),
    ready: (data) => String(data).includes("ANONYMOUS"),
    pingInterval: 100,
  });
  await watched.pool.connect({ id: "a", url, protocols: "xmpp" }).whenConnected();
  // What the gate has read: its answer to our opening, and its features.
  for (const start of ["<open ", "<stream:features "])
    expect(await watched.read()).toMatch(new RegExp(`^${start}`));
  return watched;
}

describeServer("Prosody", ["prosody"], () => {
  test("opens a stream in the subprotocol xmpp, and answers pings", async ({ stage }) => {
    const watched = await visit(stage, await startProsody(stage));
    const { pool } = watched;
    expect(watched.of("connected")).toMatchObject([{ protocol: "xmpp" }]);
    const { heartbeats } = pool.peerStats("a");
    await eventually(() => pool.peerStats("a").heartbeats > heartbeats + 2);
  });

  test("answers 501 where no subprotocol is asked for, and is dialled again", async ({ stage }) => {
    const { url } = await startProsody(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url });
    expect(await watched.until("dialfailed")).toMatchObject({
      cause: { phase: "handshake", kind: "status", status: 501 },
      retryIn: expect.closeTo(50, -1),
    });
  });

  test("ends a stream that we end with 1000, and opens the next", async ({ stage }) => {
    const watched = await visit(stage, await startProsody(stage));
    await watched.pool.send("a", `<close ${FRAMING}/>`);
    expect(await watched.until("disconnected")).toMatchObject({
      code: 1000,
      reason: "Stream closed",
      retryIn: expect.closeTo(50, -1),
    });
    await watched.until("connected", "a", 2);
  });

  test.for<[number, string, string | Uint8Array]>([
    [1003, "bytes", Uint8Array.of(60, 62)],
    [1007, "what is no XML", "buzz"],
  ])("refuses with %i %s, which retires when it comes twice", async ([code, , data], { stage }) => {
    const watched = await visit(stage, await startProsody(stage));
    await watched.pool.send("a", data);
    expect(await watched.until("disconnected")).toMatchObject({ code });
    await watched.until("connected", "a", 2);
    await watched.pool.send("a", data);
    expect(await watched.until("retired")).toMatchObject({ cause: { closeCode: code } });
  });

  test("says why a stanza is too large for it, and ends with 1000", async ({ stage }) => {
    const watched = await visit(stage, await startProsody(stage));
    await watched.pool.send("a", `<message xmlns='jabber:client'>${"x".repeat(65_536)}</message>`);
    expect(await watched.read()).toContain("<policy-violation ");
    expect(await watched.until("disconnected")).toMatchObject({ code: 1000 });
  });

  test("goes with 1000 on SIGTERM, or without a word, and is found again when it is back", async ({
    stage,
  }) => {
    const server = await startProsody(stage);
    const watched = await visit(stage, server);
    await server.end("SIGTERM");
    // A signal that comes while it is busy ends it at once: seen in one of ten, and on the wire.
    const { cause, code } = await watched.until("disconnected");
    expect([
      { code: 1000, kind: "closed" },
      { code: undefined, kind: "lost" },
    ]).toContainEqual({
      code,
      kind: cause?.kind,
    });
    await isBack(server, watched);
  });

  test("is lost on SIGKILL, and found again when it is back", async ({ stage }) => {
    const server = await startProsody(stage);
    const watched = await visit(stage, server);
    await server.end("SIGKILL");
    expect(await watched.until("disconnected")).toMatchObject({
      cause: { phase: "live", kind: "lost" },
    });
    await isBack(server, watched);
  });
});

async function isBack(server: Foreign, watched: Watched): Promise<void> {
  await watched.until("dialfailed");
  await server.begin();
  await watched.until("connected", "a", 2);
}
