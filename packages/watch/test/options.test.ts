// Bad input is refused before anything is changed, by an error that names the field.

import { inspect } from "node:util";
import { expect, test } from "vitest";
import { ConfigError } from "@skep/core/base";
import {
  backoffDefaults,
  healthHandler,
  httpProbe,
  Manager,
  poolProbe,
  processProbe,
  redialWhenReady,
  webSocketProbe,
} from "@skep/watch";
import { dnsProbe, healthListener, tcpProbe } from "@skep/watch/node";
import { world } from "./support/service.ts";

const probe = (): boolean => true;

function refused(act: () => unknown, path: string): void {
  expect(act).toThrow(ConfigError);
  expect(act).toThrow(expect.objectContaining({ path }));
}

test("the defaults are those of the original, in milliseconds", () => {
  expect(backoffDefaults).toEqual({
    initialDelay: 2_000,
    maxDelay: 60_000,
    multiplier: 2,
    startupProbes: 10,
    pollInterval: 60_000,
    probeTimeout: 10_000,
    jitter: "none",
    failures: 1,
    successes: 1,
  });
  expect(Object.isFrozen(backoffDefaults)).toBe(true);
});

test.each([
  [{ name: "" }, "name"],
  [{ name: "  " }, "name"],
  [{ name: 5 }, "name"],
  [{ name: undefined }, "name"],
  [{ probe: undefined }, "probe"],
  [{ probe: "http://db" }, "probe"],
  [{ onReady: true }, "onReady"],
  [{ onDown: {} }, "onDown"],
  [{ critical: "yes" }, "critical"],
  [{ dependsOn: "" }, "dependsOn"],
  [{ dependsOn: "nobody" }, "dependsOn"],
  [{ dependsOn: "db" }, "dependsOn"],
  [{ host: "" }, "host"],
  [{ slowAfter: 0 }, "slowAfter"],
  [{ slowAfter: NaN }, "slowAfter"],
  [{ signal: {} }, "signal"],
  [{ logger: {} }, "logger"],
  [{ interval: 5 }, "interval"],
  [{ backoff: 5 }, "backoff"],
  [{ backoff: null }, "backoff"],
  [{ backoff: { delay: 1 } }, "backoff.delay"],
  [{ backoff: { initialDelay: -1 } }, "backoff.initialDelay"],
  [{ backoff: { initialDelay: 0 } }, "backoff.initialDelay"],
  [{ backoff: { initialDelay: NaN } }, "backoff.initialDelay"],
  [{ backoff: { initialDelay: 61_000 } }, "backoff.initialDelay"],
  [{ backoff: { initialDelay: "2s" } }, "backoff.initialDelay"],
  [{ backoff: { maxDelay: Infinity } }, "backoff.maxDelay"],
  [{ backoff: { maxDelay: 2 ** 31 } }, "backoff.maxDelay"],
  [{ backoff: { pollInterval: 0 } }, "backoff.pollInterval"],
  [{ backoff: { probeTimeout: -5 } }, "backoff.probeTimeout"],
  [{ backoff: { multiplier: 0.5 } }, "backoff.multiplier"],
  [{ backoff: { multiplier: NaN } }, "backoff.multiplier"],
  [{ backoff: { startupProbes: 0 } }, "backoff.startupProbes"],
  [{ backoff: { failures: 1.5 } }, "backoff.failures"],
  [{ backoff: { successes: 0 } }, "backoff.successes"],
  [{ backoff: { jitter: "some" } }, "backoff.jitter"],
])("a watcher with %j is refused, and nothing is watched", (given, path) => {
  const { clock, manager } = world();
  refused(() => manager.watch({ name: "db", probe, ...given } as never), path);
  expect([manager.watchers(), clock.pending]).toEqual([[], 0]);
});

test("what is undefined counts as left out", async () => {
  const { clock, watch } = world();
  const watcher = watch({
    backoff: { initialDelay: undefined as never },
    onReady: undefined,
    slowAfter: undefined,
  });
  await clock.run();
  expect(watcher.isReady).toBe(true);
});

test("services that need each other in a circle are refused", async () => {
  const { manager } = world();
  manager.watch({ name: "a", probe });
  manager.watch({ name: "b", probe, dependsOn: "a" });
  manager.watch({ name: "c", probe, dependsOn: "b" });
  await manager.remove("a");
  refused(() => manager.watch({ name: "a", probe, dependsOn: "c" }), "dependsOn");
});

test.each([
  [{ maxInFlight: 0 }, "maxInFlight"],
  [{ maxInFlight: 1.5 }, "maxInFlight"],
  [{ clock: {} }, "clock"],
  [{ clock: null }, "clock"],
  [{ random: 0.5 }, "random"],
  [{ environment: {} }, "environment"],
  [{ reference: "gateway" }, "reference"],
  [{ logger: console.log }, "logger"],
  [{ unref: 1 }, "unref"],
  [{ interval: 5 }, "interval"],
  [[], "options"],
  [null, "options"],
])("a manager with %o is refused", (options, path) => {
  refused(() => new Manager(options as never), path);
});

const manager = new Manager();
const peer = { state: "waiting", redial: () => {} };
const transport = {
  name: "t",
  can: { headers: false, status: true, readLimit: true },
  dial: () => ({}),
};

test.each<readonly [string, () => unknown, string]>([
  ["no URL", () => httpProbe("::"), "url"],
  ["a URL of another scheme", () => httpProbe("ftp://a"), "url"],
  ["a URL with a password", () => httpProbe("http://a:b@c"), "url"],
  ["a method that is none", () => httpProbe("http://a", { method: 1 } as never), "method"],
  ["a method that is not sent", () => httpProbe("http://a", { method: "TRACE" }), "method"],
  ["headers that are none", () => httpProbe("http://a", { headers: 5 } as never), "headers"],
  ["a status that is none", () => httpProbe("http://a", { status: 20 }), "status"],
  ["a body that is none", () => httpProbe("http://a", { body: 1 } as never), "body"],
  ["a latency that is none", () => httpProbe("http://a", { maxLatency: -1 }), "maxLatency"],
  ["an unknown option", () => httpProbe("http://a", { timeout: 1 } as never), "timeout"],
  ["no transport", () => webSocketProbe("ws://a", {} as never), "transport"],
  [
    "a transport that dials nothing",
    () => webSocketProbe("ws://a", { transport: {} } as never),
    "transport",
  ],
  [
    "headers that the transport cannot send",
    () => webSocketProbe("ws://a", { transport, headers: {} } as never),
    "headers",
  ],
  [
    "protocols that are no list",
    () => webSocketProbe("ws://a", { transport, protocols: "a, b" } as never),
    "protocols",
  ],
  [
    "a question that cannot be sent",
    () => webSocketProbe("ws://a", { transport, send: { ping: 1 } } as never),
    "send",
  ],
  ["no URL of a WebSocket", () => webSocketProbe("ftp://a", { transport } as never), "url"],
  ["a relative URL without a base", () => webSocketProbe("/hub", { transport } as never), "url"],
  ["no pool", () => poolProbe(undefined as never), "pool"],
  [
    "a number of peers that is none",
    () => poolProbe({ peers: () => [] }, { connected: 0 }),
    "connected",
  ],
  ["no process", () => processProbe({} as never), "process"],
  [
    "a status of a process that is none",
    () => processProbe({ state: () => ({ status: "" }) }, { good: "up" } as never),
    "good",
  ],
  ["no host", () => tcpProbe({ host: "", port: 1 }), "host"],
  ["a host with a port", () => tcpProbe({ host: "db:5432", port: 1 }), "host"],
  ["an address with a port", () => tcpProbe({ host: "[::1]:5432", port: 1 }), "host"],
  ["a URL for a name", () => dnsProbe("https://db.example"), "name"],
  ["a port as a text", () => tcpProbe({ host: "a", port: "6379" } as never), "port"],
  ["a port that is none", () => tcpProbe({ host: "a", port: 65_536 }), "port"],
  ["an answer that is none", () => tcpProbe({ host: "a", port: 1, expect: 1 } as never), "expect"],
  ["what cannot be sent", () => tcpProbe({ host: "a", port: 1, send: {} } as never), "send"],
  ["no name", () => dnsProbe(""), "name"],
  ["a type of records that is none", () => dnsProbe("a", { type: "B" } as never), "type"],
  ["no server", () => dnsProbe("a", { servers: [] }), "servers"],
  ["a server that is no address", () => dnsProbe("a", { servers: ["dns.example"] }), "servers"],
  ["servers that are no list", () => dnsProbe("a", { servers: 5 } as never), "servers"],
  ["a path with a slash at its end", () => healthHandler(manager, { path: "/health/" }), "path"],
  ["no manager", () => healthHandler(undefined as never), "manager"],
  [
    "an unknown option of the endpoints",
    () => healthListener(manager, { base: "/" } as never),
    "base",
  ],
  ["no watcher", () => redialWhenReady(undefined as never, peer), "watcher"],
  ["no session", () => redialWhenReady(world().watch(), {} as never), "session"],
  ["a time before now", () => redialWhenReady(world().watch(), peer, { within: -1 }), "within"],
])("%s is refused", (_, act, path) => {
  refused(act, path);
});

test.each<readonly [string, () => unknown]>([
  [
    "a header with a line break",
    () => httpProbe("http://a", { headers: { authorization: "Bearer s3cret\n!" } }),
  ],
  ["a URL in the place of a host", () => tcpProbe({ host: "redis://user:s3cret@db", port: 1 })],
  ["a URL with a password", () => httpProbe("http://user:s3cret@db")],
])("%s is refused by an error that does not show its secret", (_, act) => {
  let refusal: unknown;
  try {
    act();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ConfigError);
  expect(inspect(refusal, { showHidden: true, depth: 9 })).not.toContain("s3cret");
});

test("a wait with options that are none rejects", async () => {
  const watcher = world().watch();
  await expect(watcher.whenReady({ signal: 5 } as never)).rejects.toThrow(ConfigError);
  await expect(watcher.whenReady({ timeout: 5 } as never)).rejects.toMatchObject({
    path: "timeout",
  });
  refused(() => watcher.transitions({ capacity: 0 }), "capacity");
});

test("a listener of an event that there is not is refused", () => {
  const { manager: some, watch } = world();
  const watcher = watch();
  refused(() => watcher.addEventListener("up" as never, () => {}), "type");
  refused(() => some.addEventListener("ready" as never, () => {}), "type");
});
