// HAProxy in front of a server: what it cuts by itself, what its end cuts, and what becomes of links when it is replaced.
import { describe } from "vitest";
import { CountingServer } from "./support/counting-server.ts";
import { figure } from "./support/figure.ts";
import { describeServer } from "./support/foreign.ts";
import { HARD_STOP, startHaproxy, TUNNEL } from "./support/proxies.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import { SOON } from "./support/watched.ts";

const GRACE = 350;
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
        session: { pingInterval: 0 },
      });
      const kept = watched.pool.connect({
        id: "kept",
        url: `${proxy.url}/kept`,
        session: { pingInterval: 300 },
      });
      await Promise.all([idle.connected(), kept.connected()]);
      const connected = await watched.until("connected", "idle");
      const cut = await watched.until("disconnected", "idle");
      expect(cut).toMatchObject({ cause: { phase: "live", kind: "lost" }, retryIn: DELAY });
      figure("HAProxy, idle", { cut: cut.at - connected.at });
      expect(cut.at - connected.at).toBeGreaterThanOrEqual(TUNNEL - 50);
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
      const watched = stage.pool({ session: { pingInterval: 300 } });
      await watched.pool.connect({ id: "a", url: proxy.url }).connected();
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
  },
  describe.concurrent,
);
