// The health endpoints, from a request to a response.

import { describe, expect, test } from "vitest";
import { healthHandler, metricsOf } from "@skep/watch";
import { world } from "../support/service.ts";

const refused = new Error("connect ECONNREFUSED 10.0.0.7:5432");

async function served(config: { critical?: boolean } = {}) {
  const all = world();
  const { clock, manager, service, watch } = all;
  manager.watch({ name: "cache", probe: () => true });
  watch(config);
  await clock.run();
  const handle = healthHandler(manager);
  const get = async (path: string, method = "GET") => {
    const response = await handle(new Request(`http://localhost${path}`, { method }));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const fail = async (): Promise<void> => {
    service.answer = refused;
    await clock.run(60_000);
  };
  return {
    ...all,
    fail,
    get,
    json: async (path: string) => JSON.parse((await get(path)).text) as unknown,
  };
}

describe("the report", () => {
  test.each(["/health", "/health/", "/health/status"])(
    "at %s is healthy while all is well",
    async (path) => {
      const { get } = await served();
      const { headers, status, text } = await get(path);
      expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
        200,
        "application/json",
        "no-store",
      ]);
      expect(JSON.parse(text)).toMatchObject({
        status: "healthy",
        ready: true,
        dependencies: {
          cache: { name: "cache", ready: true },
          db: { ready: true, last_check: "2026-01-01T00:00:00.000Z" },
        },
      });
    },
  );

  test("is degraded with 200 while a service is down that is not critical, with its error", async () => {
    const { fail, get, json } = await served();
    await fail();
    expect((await get("/health")).status).toBe(200);
    expect(await json("/health")).toMatchObject({
      status: "degraded",
      dependencies: { db: { ready: false, last_error: refused.message } },
    });
  });

  test("is unhealthy with 503 while a critical one is", async () => {
    const { fail, get, json } = await served({ critical: true });
    await fail();
    expect((await get("/health")).status).toBe(503);
    expect(await json("/health")).toMatchObject({ status: "unhealthy", ready: false });
  });

  test("is unhealthy while nothing is known of a critical one, which was never probed", async () => {
    const { manager, service, watch } = world();
    service.takes = 1_000;
    watch({ critical: true });
    const response = await healthHandler(manager)(new Request("http://localhost/health"));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      dependencies: { db: { last_check: null, state: "unknown" } },
    });
  });

  test("shows no errors and reasons where details are left out", async () => {
    const { fail, manager } = await served();
    await fail();
    const handle = healthHandler(manager, { details: false });
    expect(await (await handle(new Request("http://localhost/health"))).text()).not.toContain(
      "10.0.0.7",
    );
  });
});

describe("liveness and readiness", () => {
  test("are two things: no service is asked for the first one", async () => {
    const { fail, get } = await served({ critical: true });
    expect([(await get("/health/live")).status, (await get("/health/ready")).status]).toEqual([
      200, 200,
    ]);
    await fail();
    expect([(await get("/health/live")).status, (await get("/health/ready")).status]).toEqual([
      200, 503,
    ]);
    expect(JSON.parse((await get("/health/ready")).text)).toEqual({ ready: false });
  });

  test("are not taken from a process whose services are down that are not critical", async () => {
    const { fail, get } = await served();
    await fail();
    expect((await get("/health/ready")).status).toBe(200);
  });
});

describe("requests", () => {
  test.each([
    "/",
    "/healthy",
    "/health/other",
    "/health/live/x",
    "/health/__proto__",
    "/health/constructor",
  ])("for %s are not found", async (path) => {
    expect((await (await served()).get(path)).status).toBe(404);
  });

  test("other than GET and HEAD are not allowed, and HEAD has no body", async () => {
    const { get } = await served();
    const post = await get("/health", "POST");
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect(await get("/health", "HEAD")).toMatchObject({ status: 200, text: "" });
  });

  test("are answered under another path, or at the root, where that is asked for", async () => {
    const { manager } = await served();
    const status = async (path: string, url: string) =>
      (await healthHandler(manager, { path })(new Request(`http://localhost${url}`))).status;
    expect([
      await status("/api/up", "/api/up/live"),
      await status("", "/live"),
      await status("", "/"),
    ]).toEqual([200, 200, 200]);
  });
});

describe("the page", () => {
  test("is one file that takes nothing from elsewhere", async () => {
    const { headers, text } = await (await served()).get("/health/page");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    expect(text).toMatch(/^<!doctype html>/);
    expect(text).not.toMatch(/https?:\/\/|innerHTML|href="(?!data:,")|src=/);
  });
});

describe("the metrics", () => {
  test("are text for Prometheus, with all labels escaped", async () => {
    const { clock, fail, get, manager } = await served();
    manager.watch({ name: 'a "b"\\\nc', probe: () => true });
    await fail();
    await clock.run();
    const { headers, text } = await get("/health/metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(metricsOf(manager)).toBe(text);
    const lines = text.trimEnd().split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "# TYPE skep_watch_ready gauge",
        'skep_watch_ready{name="cache"} 1',
        'skep_watch_ready{name="db"} 0',
        String.raw`skep_watch_ready{name="a \"b\"\\\nc"} 1`,
        'skep_watch_state{name="db",state="down"} 1',
        'skep_watch_state{name="db",state="ready"} 0',
        'skep_watch_probes_total{name="db",result="failed"} 1',
        'skep_watch_transitions_total{name="db"} 2',
      ]),
    );
    const shape =
      /^(# (HELP|TYPE) skep_watch_\w+ .+|skep_watch_\w+\{(\w+="(?:[^"\\\n]|\\["\\n])*",?)+\} [\d.e+-]+)$/;
    expect(lines.filter((line) => !shape.test(line))).toEqual([]);
  });

  test("have no time of a probe that there was not", () => {
    const { manager, service, watch } = world();
    service.takes = 1_000;
    watch();
    expect(metricsOf(manager)).not.toMatch(/^skep_watch_(last_check|probe_duration)\w+\{/m);
  });
});
