// A server in Go that lends its sockets to programs: websocketd, whose messages are lines.
import { expect } from "vitest";
import { startWebsocketd } from "./support/foreign.ts";
import { describeServer } from "./support/packages.ts";
import { test } from "./support/stage.ts";

describeServer("websocketd", ["websocketd"], () => {
  test("brings back each line as a message", async ({ stage }) => {
    const { url } = await startWebsocketd(stage);
    const watched = stage.pool({ readLimit: 1 << 20 });
    await watched.pool.connect({ id: "a", url }).whenConnected();
    const readBack = async (lines: readonly string[]): Promise<void> => {
      for (const line of lines)
        expect((await watched.read()) === line, line.slice(0, 20)).toBe(true);
    };
    // A text is a line, bytes are whatever they are.
    for (const data of ["schöne Grüße, 🐝", "", "one\ntwo", Uint8Array.of(66, 10)])
      await watched.pool.send("a", data);
    await readBack(["schöne Grüße, 🐝", "", "one", "two", "B"]);
    // By itself: one loop of websocketd writes to the program and reads from it, so a line that is longer than a pipe and
    // meets others on their way back stops both for ever.
    const large = "x".repeat(1 << 20);
    await watched.pool.send("a", large);
    await readBack([large]);
  });

  test("chooses no subprotocol, so that a dial that asks for one fails", async ({ stage }) => {
    const { url } = await startWebsocketd(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url, protocols: "buzz" });
    expect(await watched.until("dialfailed")).toMatchObject({
      cause: { phase: "handshake", kind: "violation" },
    });
  });

  test("says no goodbye when its program ends: a lost link, which is dialled again", async ({
    stage,
  }) => {
    const { url } = await startWebsocketd(stage);
    const watched = stage.pool();
    const peer = watched.pool.connect({ id: "a", url: `${url}/end` });
    await peer.whenConnected();
    await peer.send("go");
    expect(await watched.until("disconnected")).toMatchObject({
      cause: { phase: "live", kind: "lost" },
      code: undefined,
      retryIn: expect.closeTo(50, -1),
    });
    await watched.until("connected", "a", 2);
  });

  test("answers our goodbye, and ends its program", async ({ stage }) => {
    const server = await startWebsocketd(stage);
    const { pool } = stage.pool();
    await pool.connect(server.url).whenConnected();
    await pool.close({ code: 4001, reason: "the summer is over" });
    await server.child.line(/DISCONNECT/);
  });

  test.for<NodeJS.Signals>(["SIGKILL", "SIGTERM"])(
    "is lost without a word on %s, and found again when it is back",
    async (signal, { stage }) => {
      const server = await startWebsocketd(stage);
      const watched = stage.pool();
      await watched.pool.connect({ id: "a", url: server.url }).whenConnected();
      await server.end(signal);
      expect(await watched.until("disconnected")).toMatchObject({
        cause: { phase: "live", kind: "lost" },
      });
      await watched.until("dialfailed");
      await server.begin();
      await watched.until("connected", "a", 2);
      await watched.pool.send("a", "there you are");
      expect(await watched.read()).toBe("there you are");
    },
  );
});
