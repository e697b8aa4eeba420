// The health endpoints on servers that people have: Hono, Express, Fastify, Bun.serve and Deno.serve. And whether a manager keeps its process.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { healthHandler, Manager } from "@skep/watch";
import { type HealthListener, healthListener } from "@skep/watch/node";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect } from "vitest";
import { describeServer, FILES } from "../support/packages.ts";
import { Program } from "../support/program.ts";
import { sleep, type Stage, test } from "../support/stage.ts";

async function ready(stage: Stage): Promise<Manager> {
  const manager = new Manager();
  stage.ending(() => manager.stop());
  await manager.watch({ name: "cache", probe: () => true, critical: true }).whenReady();
  return manager;
}

async function portOf(stage: Stage, server: Server): Promise<number> {
  stage.ending(async () => {
    server.closeAllConnections();
    server.close();
  });
  if (!server.listening) await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** What is used of Express, which has no types of its own. */
interface ExpressApp {
  use(path: string, listener: HealthListener): void;
  get(
    path: string,
    listener: (request: unknown, response: { send(text: string): void }) => void,
  ): void;
  listen(port: number, host: string): Server;
}

/** They answer as the manager says, and what is beside them is not theirs. */
async function answers(url: string): Promise<void> {
  const report = await fetch(`${url}/health`);
  expect([report.status, await report.json()]).toMatchObject([200, { status: "healthy" }]);
  const live = await fetch(`${url}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { live: true }]);
  expect((await fetch(`${url}/health/page`)).headers.get("content-type")).toMatch(/^text\/html/);
  expect((await fetch(`${url}/health/live`, { method: "POST" })).status).not.toBe(200);
}

describe("the health endpoints", () => {
  test("answer under Hono", async ({ stage }) => {
    const handle = healthHandler(await ready(stage));
    const app = new Hono();
    app.get("/health/*", (context) => handle(context.req.raw));
    app.get("/", (context) => context.text("mine"));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
    const url = `http://127.0.0.1:${await portOf(stage, server)}`;
    await answers(url);
    expect(await (await fetch(url)).text()).toBe("mine");
  });

  test("answer under Express", async ({ stage }) => {
    const { default: express } = (await import("express" as string)) as {
      default: () => ExpressApp;
    };
    const app = express();
    // Express takes the path off.
    app.use("/health", healthListener(await ready(stage), { path: "" }));
    app.get("/", (_, response) => response.send("mine"));
    const url = `http://127.0.0.1:${await portOf(stage, app.listen(0, "127.0.0.1"))}`;
    await answers(url);
    expect(await (await fetch(url)).text()).toBe("mine");
  });

  test("answer under Fastify", async ({ stage }) => {
    const listener = healthListener(await ready(stage));
    const app = fastify();
    for (const path of ["/health", "/health/*"])
      app.get(path, (request, reply) => {
        reply.hijack();
        listener(request.raw, reply.raw);
      });
    stage.ending(() => app.close());
    await answers(await app.listen({ port: 0, host: "127.0.0.1" }));
  });
});

for (const [runtime, flags] of [
  ["bun", []],
  ["deno", ["run", "--no-config", "-A"]],
] as const)
  describeServer(`the health endpoints on ${runtime}`, [runtime], () => {
    test("answer from the server of the platform, and a probe over TCP finds them", async ({
      stage,
    }) => {
      const executable = FILES[runtime] ?? "";
      const program = await Program.start("health", {}, { executable, flags });
      stage.ending(() => program.stop());
      await answers(`http://127.0.0.1:${await program.said<number>("port")}`);
    });
  });

describe("a program that watches and does nothing else", () => {
  test("ends where timers do not keep it, and stays where they do", async ({ stage }) => {
    const [loose, kept] = [
      await Program.start("watching", { unref: true }),
      await Program.start("watching", {}),
    ];
    stage.ending(() => kept.stop());
    expect(await kept.said("state")).toBe("ready");
    expect(await loose.child.ended).toMatchObject({ code: 0 });
    await loose.stop();
    let isOver = false;
    void kept.child.ended.then(() => {
      isOver = true;
    });
    await sleep(500);
    expect(isOver).toBe(false);
  });
});
