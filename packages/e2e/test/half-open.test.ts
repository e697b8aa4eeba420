// Links that die without a word, and clients that only seemed to: by stopping a process, as no signal is sent.
import { describe } from "vitest";
import { sleep, test } from "./support/stage.ts";

/** To the next deadline on the grid of the pool's clock, and for a busy machine. */
const GRACE = 100 + 250;

describe.concurrent("a process that is stopped", () => {
  test("is noticed within keepaliveTimeout where it served, and found again when it goes on", async ({
    stage,
    expect,
  }) => {
    const server = await stage.program("echoing", null);
    const url = await server.said<string>("url");
    const keepaliveTimeout = 1_500;
    const session = { keepaliveTimeout, pingInterval: 400, dialTimeout: 500 };
    const watched = stage.pool(session);
    const { pool } = watched;
    await pool.connect({ id: "a", url }).whenConnected();
    // Kept alive by pings alone for longer than the timeout.
    await sleep(2_000);
    expect(watched.types("a")).toEqual(["connected"]);

    const stoppedAt = Date.now();
    server.child.kill("SIGSTOP");
    const { at, cause } = await watched.until("disconnected");
    expect(cause).toMatchObject({ phase: "live", kind: "keepalive" });
    expect(at - stoppedAt).toBeLessThanOrEqual(keepaliveTimeout + GRACE);
    // The last pong came within one interval before.
    expect(at - stoppedAt).toBeGreaterThan(keepaliveTimeout - 440 - 100);

    // Its kernel takes connections, but nobody answers.
    expect(await watched.until("dialfailed")).toMatchObject({ cause: { kind: "timeout" } });
    server.child.kill("SIGCONT");
    await watched.until("connected", "a", 2);
    await pool.send("a", "there you are");
    expect(await watched.read()).toBe("there you are");
    expect(watched.of("disconnected")).toHaveLength(1);
  });

  test("notices, where it was the client, that its server has stopped meanwhile", async ({
    stage,
    expect,
  }) => {
    const server = await stage.program("echoing", null);
    const client = await stage.program("sleeping", await server.said<string>("url"));
    expect(await client.said("told")).toBe("connected");

    server.child.kill("SIGSTOP");
    client.child.kill("SIGSTOP");
    await sleep(4_000);
    client.child.kill("SIGCONT");
    const wokenAt = performance.now();
    expect(await client.said("told")).toBe("disconnected");
    // The time in which it did not run is not the server's silence: there is one more window to answer in.
    expect(performance.now() - wokenAt).toBeGreaterThan(2_900);
    expect(performance.now() - wokenAt).toBeLessThan(3_000 + GRACE);
  });

  test("keeps its healthy link where it was the client, asleep for twice the timeout", async ({
    stage,
    expect,
  }) => {
    const { server, url } = await stage.echo();
    let links = 0;
    server.on("connection", () => links++);
    const client = await stage.program("sleeping", url);
    await client.said("told");
    const [link] = server.clients;
    link?.send("good night");
    await client.said("heard");

    client.child.kill("SIGSTOP");
    await sleep(6_000);
    client.child.kill("SIGCONT");
    // Longer than the 3 s of silence that it allows: pings and pongs pass as ever.
    await sleep(3_500);
    expect(links).toBe(1);
    link?.send("go home");
    expect(await client.said("left")).toBe(1);
    expect(client.child.lines.filter((line) => line.includes("told"))).toEqual([
      '{"told":"connected"}',
      '{"told":"disconnected"}',
    ]);
    expect(await client.child.ended).toMatchObject({ code: 0 });
  });
});
