// What only a process of its own can show: that it ends by itself, and that nothing in it goes unhandled.
import { createServer, type Socket } from "node:net";
import { describe } from "vitest";
import { certificate, RawServer } from "@skep/conformance";
import type { Program } from "./support/program.ts";
import { freePort, type Stage, test } from "./support/stage.ts";

/** Peers that are open, open and deaf, never answering, and away. */
async function everyState(stage: Stage): Promise<Record<string, string>> {
  const server = await stage.raw();
  return {
    open: server.url({ kind: "accept" }),
    deaf: server.url({ kind: "deaf" }),
    dialing: server.url({ kind: "mute" }),
    waiting: server.url({ kind: "nobody" }),
  };
}

/**
 * A label of 64 octets (RFC 1035 2.3.4 allows 63), which no resolver is asked for: a lookup that is under way keeps Node's
 * process, cannot be called off, and takes seconds where an answer gets lost.
 */
const NO_NAME = `ws://${"x".repeat(64)}.invalid/`;

/** How it ended, and how long after it said that. */
async function endAfter(program: Program, member: string) {
  const facts = await program.said<unknown>(member);
  const from = performance.now();
  const { code, signal, at } = await program.child.ended;
  return { facts, code, signal, errors: program.child.errors, after: at - from };
}

const WELL = { code: 0, signal: null, errors: [] };

describe.concurrent("a process", () => {
  test("ends by itself once its pool is closed, whatever the peers did", async ({
    stage,
    expect,
  }) => {
    const program = await stage.program("closing", await everyState(stage));
    const end = await endAfter(program, "closed");
    expect(end).toMatchObject({ ...WELL, facts: ["stopped", "stopped", "stopped", "stopped"] });
    expect(end.after).toBeLessThan(1_000);
  });

  test("ends although its pool is open, where the pool is unreferenced", async ({
    stage,
    expect,
  }) => {
    const program = await stage.program("unreferenced", await everyState(stage));
    const states = ["connected", "connected", "dialing", "waiting"];
    const end = await endAfter(program, "states");
    expect(end).toMatchObject({ ...WELL, facts: states });
    expect(end.after).toBeLessThan(1_000);
    expect(await program.said("left")).toEqual(states);
  });

  test("survives every failure that nobody listens for", async ({ stage, expect }) => {
    // An origin for each, or who is down would be probed for all.
    const [server, noHttp, forger] = [await stage.raw(), await stage.raw(), await stage.raw()];
    const secret = await RawServer.start({ tls: certificate });
    stage.ending(() => secret.stop());
    const program = await stage.program("failing", {
      refused: server.url({ kind: "nobody" }),
      ended: await port(stage, (stream) => stream.end()),
      reset: await port(stage, (stream) => stream.resetAndDestroy()),
      "not TLS": (await port(stage, sayBadRequest)).replace("ws:", "wss:"),
      "not trusted": secret.url({ kind: "accept" }),
      "no name": NO_NAME,
      "no HTTP": noHttp.url({ kind: "forged", what: "http" }),
      forged: forger.url({ kind: "forged", what: "key" }),
      "not found": server.url({ kind: "status", status: 404, body: "no" }),
    });
    const end = await endAfter(program, "closed");
    expect(end).toMatchObject(WELL);
    expect(end.after).toBeLessThan(1_000);
  });

  test("is warned of no leak where everything waits for one signal", async ({ stage, expect }) => {
    const { url } = await stage.echo();
    const program = await stage.program("sharing", url);
    expect(await endAfter(program, "closed")).toMatchObject(WELL);
  });

  test("closes its pool at the end of an `await using` block", async ({ stage, expect }) => {
    const server = await stage.raw();
    const program = await stage.program("disposing", server.url({ kind: "accept" }));
    expect(await program.said("inside")).toBe("connected");
    expect(await endAfter(program, "outside")).toMatchObject({ ...WELL, facts: 0 });
  });
});

const sayBadRequest = (stream: Socket): void => void stream.end("HTTP/1.1 400 Bad Request\r\n\r\n");

/** A server that does that with each connection. */
async function port(stage: Stage, refuse: (stream: Socket) => void): Promise<string> {
  const port = await freePort();
  const server = createServer((stream) => {
    stream.on("error", () => {}).resume();
    refuse(stream);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  stage.ending(() => new Promise((resolve) => server.close(resolve)));
  return `ws://127.0.0.1:${port}/`;
}
