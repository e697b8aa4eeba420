// A proxy in front of a server: nginx before python3-websockets. What it answers by itself, and what it cuts.
import { expect } from "vitest";
import { startEcho, startNginx } from "./support/foreign.ts";
import { describeServer } from "./support/packages.ts";
import { eventually, freePort, sleep, type Stage, test } from "./support/stage.ts";

async function proxied(stage: Stage) {
  const upstream = await startEcho(stage);
  return { upstream, proxy: await startNginx(stage, upstream.port) };
}

describeServer("nginx", ["nginx", "python3-websockets"], () => {
  test("passes the upgrade, the subprotocol and messages on", async ({ stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url: proxy.url, protocols: "echo.v2" });
    expect(await watched.until("connected")).toMatchObject({ protocol: "echo.v2" });
    await watched.pool.send("a", "through the wall");
    expect(await watched.read()).toBe("through the wall");
  });

  test("cuts an idle link after proxy_read_timeout, unless pings keep it alive", async ({
    stage,
  }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    const { pool } = watched;
    const idle = pool.connect({ id: "idle", url: proxy.url, pingInterval: 0 });
    const kept = pool.connect({ id: "kept", url: proxy.url, pingInterval: 1_000 });
    await Promise.all([idle.whenConnected(), kept.whenConnected()]);
    const connected = await watched.until("connected", "idle");
    const cut = await watched.until("disconnected", "idle");
    expect(cut).toMatchObject({ cause: { kind: "lost" }, retryIn: expect.closeTo(50, -1) });
    expect(cut.at - connected.at).toBeGreaterThan(2_900);
    expect(cut.at - connected.at).toBeLessThan(4_500);
    await sleep(1_500);
    expect(watched.types("kept")).toEqual(["connected"]);
  });

  test.for([
    ["/307", 307],
    ["/portal", 200],
  ] as const)("is given up at once where %s answers with %i", async ([path, status], { stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url: proxy.url + path });
    await watched.until("retired");
    expect(watched.of("dialfailed")).toMatchObject([
      { cause: { phase: "handshake", kind: "status", status }, attempt: 1, retryIn: undefined },
    ]);
  });

  test.for([401, 403])("is given up when it answers %i twice", async (status, { stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url: `${proxy.url}/${status}` });
    expect(await watched.until("retired")).toMatchObject({ cause: { status } });
    expect(watched.of("dialfailed")).toMatchObject([
      { retryIn: expect.closeTo(50, -1) },
      { retryIn: undefined },
    ]);
  });

  test("is dialled with a fresh token after a 401", async ({ stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    const peer = watched.pool.connect({
      id: "a",
      url: `${proxy.url}/token`,
      headers: ({ lastFailure }) => {
        const isRefused = lastFailure !== undefined && "status" in lastFailure;
        return {
          authorization: isRefused && lastFailure.status === 401 ? "Bearer fresh" : "Bearer old",
        };
      },
    });
    await peer.whenConnected();
    expect(watched.types("a")).toEqual(["dialfailed", "connected"]);
    expect(watched.of("dialfailed")).toMatchObject([{ cause: { status: 401 } }]);
  });

  test("is dialled again, and again, where it answers 404", async ({ stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    watched.pool.connect({ id: "a", url: `${proxy.url}/404` });
    expect(await watched.until("dialfailed", "a", 5)).toMatchObject({
      cause: { status: 404 },
      attempt: 5,
      retryIn: expect.closeTo(50, -1),
    });
  });

  test.for([429, 503])("is left alone for as long as its %i asks", async (status, { stage }) => {
    const { proxy } = await proxied(stage);
    const watched = stage.pool();
    const peer = watched.pool.connect({ id: "a", url: `${proxy.url}/${status}` });
    const first = await watched.until("dialfailed");
    expect(first).toMatchObject({
      cause: { status, headers: { "retry-after": "1" } },
      retryIn: expect.closeTo(1_050, -1),
    });
    expect(peer.state).toBe("waiting");
    const second = await watched.until("dialfailed", "a", 2);
    expect(second.at - first.at).toBeGreaterThanOrEqual(1_040);
    expect(second.at - first.at).toBeLessThan(1_600);
  });

  test("tells with 502 that its origin is down: one peer probes for all, who come back with it", async ({
    stage,
  }) => {
    const port = await freePort();
    const proxy = await startNginx(stage, port);
    const watched = stage.pool({
      retry: { initialDelay: 200, maxDelay: 200 },
      dialing: { probeInterval: 400 },
    });
    const ids = ["a", "b", "c", "d", "e", "f"];
    for (const id of ids) watched.pool.connect({ id, url: `${proxy.url}/${id}` });
    await eventually(() => watched.of("dialfailed").length === 20);
    expect(watched.of("dialfailed").every(({ cause }) => dialStatus(cause) === 502)).toBe(true);
    // After the first dial of each, one at a time, with a wait between; nobody probes for ever.
    const probes = watched.of("dialfailed").slice(ids.length);
    const gaps = probes.slice(1).map(({ at }, i) => at - (probes[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(80);
    expect(new Set(probes.map(({ id }) => id)).size).toBeGreaterThan(1);
    await startEcho(stage, [], port);
    await Promise.all(ids.map((id) => watched.until("connected", id)));
    expect(watched.of("retired")).toEqual([]);
  });
});

const dialStatus = (cause: object): unknown => ("status" in cause ? cause.status : undefined);
