// A server in Python: python3-websockets, over the whole life of a link.
import { expect } from "vitest";
import { type Foreign, startEcho } from "./support/foreign.ts";
import { describeServer } from "./support/packages.ts";
import { sleep, type Stage, test } from "./support/stage.ts";
import type { Watched } from "./support/watched.ts";

interface End {
  readonly closed: string;
  readonly code: number;
  readonly reason: string;
}

/** How the connection of that path ended, as the server saw it. */
async function endOf(server: Foreign, path: string): Promise<End> {
  const pattern = new RegExp(`^\\{"closed": "${path}".*\\}$`);
  return JSON.parse((await server.child.line(pattern))[0]) as End;
}

/** A connected pool of one peer, on a path of the server. */
async function visit(stage: Stage, server: Foreign, path: string): Promise<Watched> {
  const watched = stage.pool();
  await watched.pool.connect({ id: "a", url: server.url + path }).whenConnected();
  return watched;
}

describeServer("python3-websockets", ["python3-websockets"], () => {
  test("chooses the subprotocol that it knows, or none where none is asked for", async ({
    stage,
  }) => {
    const { url } = await startEcho(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "some", url, protocols: ["buzz", "echo.v1"] });
    watched.pool.connect({ id: "none", url: `${url}/none` });
    expect(await watched.until("connected", "some")).toMatchObject({ protocol: "echo.v1" });
    expect(await watched.until("connected", "none")).toMatchObject({ protocol: "" });
    // A server that does not choose has not agreed (WHATWG WebSockets, establish: fail the connection).
    watched.pool.connect({ id: "other", url: `${url}/other`, protocols: "buzz" });
    expect((await watched.until("dialfailed", "other")).cause).toMatchObject({
      phase: "handshake",
      kind: "violation",
    });
  });

  test.for<[string, string | Uint8Array]>([
    ["text", "bzz, schöne Grüße, 🐝"],
    ["empty text", ""],
    ["bytes", Uint8Array.of(0, 1, 254, 255)],
    ["no bytes", new Uint8Array(0)],
    ["64 KiB of text", "x".repeat(65_536)],
    ["64 KiB of bytes", new Uint8Array(65_536).fill(7)],
  ])("echoes %s", async ([, data], { stage }) => {
    const { pool, read } = wired(await visit(stage, await startEcho(stage), "/"));
    await pool.send("a", data);
    expect(plain(await read())).toEqual(data);
  });

  test("sends messages in fragments, which arrive whole", async ({ stage }) => {
    const { read } = wired(await visit(stage, await startEcho(stage), "/fragments"));
    expect(await read()).toBe("fragments");
    expect(plain(await read())).toEqual(Uint8Array.of(0, 1, 2, 3));
  });

  test("pings, which is answered, and taken for a sign of life where we do not ask", async ({
    stage,
  }) => {
    const server = await startEcho(stage, ["--ping", "0.2"]);
    const passive = { pingInterval: 0, keepaliveTimeout: 600 };
    const watched = stage.pool({ ...passive });
    const peer = watched.pool.connect({ id: "a", url: `${server.url}/ping` });
    expect(await watched.read()).toBe("pong");
    await sleep(1_500);
    expect(watched.types("a")).toEqual(["connected"]);
    expect(peer.stats()).toMatchObject({ liveness: "passive", state: "connected" });
    expect(peer.stats().heartbeats).toBeGreaterThan(5);
  });

  test("sends 1 MiB: too much by default, and well where readLimit allows it", async ({
    stage,
  }) => {
    const { url } = await startEcho(stage);
    const watched = stage.pool();
    const { pool } = watched;
    pool.connect({ id: "small", url: `${url}/large/1048576` });
    expect(await watched.until("disconnected", "small")).toMatchObject({
      cause: { code: "ERR_READ_LIMIT", kind: "readLimit", phase: "live" },
      code: undefined,
      retryIn: expect.closeTo(50, -1),
    });
    await pool.remove("small");
    const session = { readLimit: 1 << 20 };
    pool.connect({ id: "large", url: `${url}/large/1048576#large`, ...session });
    expect(await watched.read()).toHaveLength(1 << 20);
    pool.connect({ id: "larger", url: `${url}/large/1048577`, ...session });
    expect((await watched.until("disconnected", "larger")).cause).toMatchObject({
      kind: "readLimit",
    });
  });

  test("refuses what is too large for it with 1009, which retires when it comes twice", async ({
    stage,
  }) => {
    const server = await startEcho(stage, ["--limit", "65536"]);
    const watched = await visit(stage, server, "/");
    const { pool } = watched;
    await pool.send("a", new Uint8Array(65_537));
    expect(await watched.until("disconnected")).toMatchObject({
      code: 1009,
      retryIn: expect.closeTo(50, -1),
    });
    await pool.get("a")?.whenConnected();
    await pool.send("a", new Uint8Array(65_537));
    expect(await watched.until("retired")).toMatchObject({ cause: { closeCode: 1009 } });
  });

  test.for([1000, 1001, 1011, 1012, 1013, 3000, 4000, 4999])(
    "closes with %i and a reason, and is dialled again",
    async (code, { stage }) => {
      const watched = await visit(stage, await startEcho(stage), `/close/${code}/enough`);
      await watched.pool.send("a", "go");
      expect(await watched.until("disconnected")).toMatchObject({
        code,
        reason: "enough",
        retryIn: expect.closeTo(50, -1),
        cause: { code: "ERR_CONNECTION_CLOSED", phase: "live", kind: "closed", closeCode: code },
      });
      await watched.until("connected", "a", 2);
    },
  );

  test("closes with 1008, which retires at once", async ({ stage }) => {
    const watched = await visit(stage, await startEcho(stage), "/close/1008/rules");
    await watched.pool.send("a", "go");
    expect(await watched.until("retired")).toMatchObject({ remaining: 0 });
    expect(watched.of("disconnected")).toMatchObject([
      { code: 1008, reason: "rules", retryIn: undefined },
    ]);
  });

  test("hears our goodbye: 1000 of remove, code and reason of close", async ({ stage }) => {
    const server = await startEcho(stage);
    const { pool } = await visit(stage, server, "/");
    await pool.connect({ id: "b", url: `${server.url}/b` }).whenConnected();
    await pool.remove("a");
    expect(await endOf(server, "/")).toMatchObject({ code: 1000, reason: "" });
    await pool.close({ code: 4001, reason: "the summer is over" });
    expect(await endOf(server, "/b")).toMatchObject({ code: 4001, reason: "the summer is over" });
  });

  test.for<NodeJS.Signals>(["SIGKILL", "SIGTERM"])(
    "is lost without a word on %s, and found again when it is back",
    async (signal, { stage }) => {
      const server = await startEcho(stage);
      const watched = await visit(stage, server, "/");
      await server.end(signal);
      expect(await watched.until("disconnected")).toMatchObject({
        cause: { phase: "live", kind: "lost" },
        code: undefined,
        retryIn: expect.closeTo(50, -1),
      });
      expect(await watched.until("dialfailed")).toMatchObject({
        cause: { phase: "dial", kind: "network", cause: { code: "ECONNREFUSED" } },
      });
      await server.begin();
      await watched.until("connected", "a", 2);
      await watched.pool.send("a", "there you are");
      expect(await watched.read()).toBe("there you are");
    },
  );
});

const wired = (watched: Watched) => ({ pool: watched.pool, read: () => watched.read() });

/** Bytes as such, and not as the view of a buffer that they are. */
const plain = (data: string | Uint8Array): string | Uint8Array =>
  typeof data === "string" ? data : new Uint8Array(data);
