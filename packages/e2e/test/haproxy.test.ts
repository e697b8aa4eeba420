// HAProxy in front of a server: what it cuts by itself, what its end cuts, and what becomes of links when it is replaced.
import { describe } from "vitest";
import { CountingServer } from "./support/counting-server.ts";
import { figure, most, tellFigure } from "./support/figure.ts";
import { describeServer } from "./support/packages.ts";
import { HARD_STOP, startHaproxy, TUNNEL } from "./support/proxies.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import { SOON } from "./support/watched.ts";

/** For a busy machine. */
const GRACE = 5_000;
const DELAY = SOON.initialDelay;
/** The server is quiet for longer than any of these tests. */
const QUIET = 60_000;

async function proxied(stage: Stage) {
  const origin = await CountingServer.start(stage, "127.0.0.1", QUIET);
  return { origin, proxy: await startHaproxy(stage, Number(new URL(origin.url).port)) };
}

describeServer(
  "HAProxy",
  ["haproxy"],
  () => {
    test("cuts an idle link after timeout tunnel, unless pings keep it alive", async ({
      stage,
      expect,
    }) => {
      const { origin, proxy } = await proxied(stage);
      const watched = stage.pool();
      const idle = watched.pool.connect({
        id: "idle",
        url: `${proxy.url}/idle`,
        pingInterval: 0,
      });
      const kept = watched.pool.connect({
        id: "kept",
        url: `${proxy.url}/kept`,
        pingInterval: 300,
      });
      await Promise.all([idle.whenConnected(), kept.whenConnected()]);
      const connected = await watched.until("connected", "idle");
      const cut = await watched.until("disconnected", "idle");
      expect(cut).toMatchObject({ cause: { phase: "live", kind: "lost" }, retryIn: DELAY });
      figure("HAProxy, idle", { cut: cut.at - connected.at });
      expect(cut.at - connected.at).toBeGreaterThanOrEqual(TUNNEL / 2);
      expect(cut.at - connected.at).toBeLessThanOrEqual(TUNNEL + GRACE);
      await watched.until("connected", "idle", 2);
      await sleep(TUNNEL);
      expect(watched.types("kept")).toEqual(["connected"]);
      await watched.pool.remove("idle");
      await eventually(() => origin.live === 1);
    });

    test("is killed: its links are lost at once, and back as soon as it is", async ({
      stage,
      expect,
    }) => {
      const { origin, proxy } = await proxied(stage);
      const watched = stage.pool({ pingInterval: 300 });
      await watched.pool.connect({ id: "a", url: proxy.url }).whenConnected();
      const killedAt = Date.now();
      await proxy.end("SIGKILL");
      const { at, cause } = await watched.until("disconnected");
      expect(cause).toMatchObject({ phase: "live", kind: "lost" });
      expect(at - killedAt).toBeLessThanOrEqual(GRACE);
      expect(await watched.until("dialfailed", "a", 3)).toMatchObject({
        cause: { phase: "dial", kind: "network" },
      });
      const begun = Date.now();
      await proxy.begin();
      const back = (await watched.until("connected", "a", 2)).at - begun;
      figure("HAProxy, killed", { noticed: at - killedAt, back });
      await eventually(() => origin.live === 1);
      expect(watched.of("disconnected")).toHaveLength(1);
      expect(origin.opened).toHaveLength(2);
    });

    test("answers 503 when its server is killed, and the link is lost with it", async ({
      stage,
      expect,
    }) => {
      const server = await stage.program("echoing", null);
      const port = Number(new URL(await server.said<string>("url")).port);
      const proxy = await startHaproxy(stage, port);
      const watched = stage.pool({ pingInterval: 300 });
      await watched.pool.connect({ id: "a", url: proxy.url }).whenConnected();
      const killedAt = Date.now();
      server.child.kill("SIGKILL");
      const { at, cause } = await watched.until("disconnected");
      expect(cause).toMatchObject({ phase: "live", kind: "lost" });
      expect(at - killedAt).toBeLessThanOrEqual(GRACE);
      expect(await watched.until("dialfailed", "a", 3)).toMatchObject({
        cause: { phase: "handshake", status: 503 },
      });
      const next = await stage.program("echoing", port);
      await next.said("url");
      await watched.until("connected", "a", 2);
      expect(watched.of("disconnected")).toHaveLength(1);
    });

    test("is replaced: 100 links live on for as long as it lets them, and come back spread, not as a herd", async ({
      stage,
      expect,
    }) => {
      const { origin, proxy } = await proxied(stage);
      const window = 2_000;
      const retry = {
        initialDelay: window,
        minDelay: 50,
        maxDelay: window,
        jitter: "full",
      } as const;
      const watched = stage.pool({ pingInterval: 300, retry });
      const ids = Array.from({ length: 100 }, (_, i) => `${i}`);
      for (const id of ids) watched.pool.connect({ id, url: `${proxy.url}/${id}` });
      await Promise.all(ids.map((id) => watched.until("connected", id)));
      const replacedAt = Date.now();
      await proxy.replace();
      const cuts = await Promise.all(ids.map((id) => watched.until("disconnected", id)));
      const backs = await Promise.all(ids.map((id) => watched.until("connected", id, 2)));
      expect(Math.min(...cuts.map(({ at }) => at)) - replacedAt).toBeGreaterThanOrEqual(
        HARD_STOP - 50,
      );
      const lates = backs.map(({ at }, i) => at - (cuts[i]?.at ?? 0) - (cuts[i]?.retryIn ?? 0));
      expect(Math.max(...lates)).toBeLessThanOrEqual(GRACE);
      // As they were drawn, since what a busy machine gathers is in the lateness.
      const drawn = cuts.map(({ at, retryIn = 0 }) => at + retryIn);
      const busiest = most(drawn, window / 10);
      figure("HAProxy, replaced", { last: Math.max(...backs.map(({ at }) => at)) - replacedAt });
      tellFigure(`HAProxy, replaced: ${busiest} of 100 in the busiest tenth of the window`);
      // Ten are expected, and more than thirty once in a million; without chance it would be all.
      expect(busiest).toBeLessThanOrEqual(30);
      await eventually(() => origin.live === 100);
      expect(new Set(watched.types("0"))).toEqual(new Set(["connected", "disconnected"]));
      expect(watched.told).toHaveLength(300);
      expect(origin.opened).toHaveLength(200);
    });
  },
  describe.concurrent,
);
