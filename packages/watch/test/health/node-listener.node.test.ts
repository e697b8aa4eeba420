// The health endpoints on node:http, over a real socket.

import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { Manager } from "@skep/watch";
import { healthListener } from "@skep/watch/node";
import { http } from "../support/servers.ts";

async function served() {
  const manager = new Manager();
  await manager.watch({ name: "cache", probe: () => true, critical: true }).whenReady();
  const server = await http(healthListener(manager));
  return { ...server, manager };
}

test("they answer as from a request to a response", async () => {
  const { manager, url } = await served();
  const ready = await fetch(`${url}/health/ready`);
  expect([ready.status, await ready.json(), ready.headers.get("cache-control")]).toEqual([
    200,
    { ready: true },
    "no-store",
  ]);
  expect((await fetch(`${url}/health`, { method: "DELETE" })).status).toBe(405);
  expect((await fetch(`${url}/health`, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${url}/other`)).status).toBe(404);
  await manager.stop();
});

test("a response that somebody else has answered already, and a manager that throws, end no process", async () => {
  const { manager } = await served();
  const { url } = await http((request, response) => {
    response.end("the framework was faster");
    healthListener(manager)(request, response);
  });
  expect(await (await fetch(`${url}/health`)).text()).toBe("the framework was faster");
  const broken = {
    counts: () => new Map(),
    status: () => {
      throw new Error("mine");
    },
  };
  const other = await http(healthListener(broken));
  expect((await fetch(`${other.url}/health`)).status).toBe(500);
  await manager.stop();
});

test.each(["//", "//evil.example/health", "/health?x=%", "*", "/%", "http://a/"])(
  "a target such as %s is answered, whatever it is",
  async (target) => {
    const { manager, port } = await served();
    const socket = connect(port, "127.0.0.1");
    socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    await manager.stop();
  },
);
