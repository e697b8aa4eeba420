// Watchers of real services: a Redis and an nginx that are killed, stopped and started again. Each edge is seen within the promised time.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { httpProbe, Manager, type Transition, type Watcher, type WatcherConfig } from "@skep/watch";
import { tcpProbe } from "@skep/watch/node";
import { Child, find } from "../support/child.ts";
import { figure } from "../support/figure.ts";
import { Foreign, temporary } from "../support/foreign.ts";
import { describeServer } from "../support/packages.ts";
import { freePort, type Stage, test } from "../support/stage.ts";

/** In milliseconds. */
const POLL = 400;
const TIMEOUT = 1_000;
const BACKOFF = {
  initialDelay: 100,
  maxDelay: 400,
  pollInterval: POLL,
  probeTimeout: TIMEOUT,
  startupProbes: 1_000,
};
/** A loss is seen within one interval and one timeout, a return within the longest wait; and this machine may be ten times slower. */
const PROMISED = { down: POLL + TIMEOUT, ready: BACKOFF.maxDelay + TIMEOUT };
const SLOWER = 10;

async function startRedis(stage: Stage): Promise<Foreign> {
  const folder = await temporary(stage);
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  return Foreign.start(stage, port, () => Child.start(find("redis-server") ?? "", args));
}

/** nginx with a health endpoint of its own. */
async function startSite(stage: Stage): Promise<Foreign> {
  const folder = await temporary(stage);
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  const logs = ["body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name === "body" ? "client_body" : name}_temp_path ${folder}/${name};`)
    .join("\n");
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
     events {}
     http { access_log off; ${logs}
       server { listen 127.0.0.1:${port}; location = /health { return 200 "all is well"; } } }`,
  );
  return Foreign.start(stage, port, () =>
    Child.start(find("nginx") ?? "", ["-e", "stderr", "-c", file, "-p", folder]),
  );
}

const redisProbe = (port: number) =>
  tcpProbe({ host: "127.0.0.1", port, send: "PING\r\n", expect: "+PONG" });

/** Watches it, and reads its changes one by one. */
function watched(stage: Stage, config: Pick<WatcherConfig, "name" | "probe">) {
  const manager = new Manager();
  stage.ending(() => manager.stop());
  const watcher = manager.watch({ ...config, backoff: BACKOFF });
  const reader = watcher.transitions()[Symbol.asyncIterator]();
  const next = async (): Promise<Transition> => (await reader.next()).value as Transition;
  return { watcher, next };
}

/** What follows from `act`, and after how long. */
async function seen(
  next: () => Promise<Transition>,
  to: "down" | "ready",
  act: () => unknown,
): Promise<Transition> {
  const begun = performance.now();
  await act();
  const transition = await next();
  const took = performance.now() - begun;
  expect(transition.to).toBe(to);
  expect(took).toBeLessThan(SLOWER * PROMISED[to]);
  figure(`watch ${transition.name} ${to}`, { ms: Math.round(took), promised: PROMISED[to] });
  return transition;
}

async function killedAndBack(
  server: Foreign,
  { next, watcher }: { next: () => Promise<Transition>; watcher: Watcher },
): Promise<void> {
  expect(await next()).toMatchObject({ from: "unknown", to: "ready" });
  for (let round = 0; round < 2; round += 1) {
    const { error } = await seen(next, "down", () => server.end("SIGKILL"));
    expect(error).toBeInstanceOf(Error);
    expect(watcher.status()).toMatchObject({ ready: false, last_error: expect.any(String) });
    await seen(next, "ready", () => server.begin());
    expect(watcher.status()).toMatchObject({ ready: true, consecutive_failures: 0 });
  }
}

describeServer("watchers of real services", ["redis-server", "nginx"], () => {
  test("see that a Redis is killed, and that it is back", async ({ stage }) => {
    const redis = await startRedis(stage);
    const probe = redisProbe(redis.port);
    await killedAndBack(redis, watched(stage, { name: "redis", probe }));
  });

  test("see that an nginx is killed, and that it is back", async ({ stage }) => {
    const site = await startSite(stage);
    const url = `http://127.0.0.1:${site.port}/health`;
    const probe = httpProbe(url, { body: "all is well" });
    await killedAndBack(site, watched(stage, { name: "nginx", probe }));
  });

  test("see that a Redis hangs whose port still takes connections", async ({ stage }) => {
    const redis = await startRedis(stage);
    const { next } = watched(stage, { name: "redis", probe: redisProbe(redis.port) });
    expect(await next()).toMatchObject({ to: "ready" });
    const port = watched(stage, {
      name: "port",
      probe: tcpProbe({ host: "127.0.0.1", port: redis.port }),
    });
    const { error } = await seen(next, "down", () => redis.child.kill("SIGSTOP"));
    expect(error).toMatchObject({ code: "ERR_WATCH_TIMEOUT" });
    await port.watcher.probeNow();
    expect(port.watcher.isReady).toBe(true);
    await seen(next, "ready", () => redis.child.kill("SIGCONT"));
  });
});
