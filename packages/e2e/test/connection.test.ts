// A connection by itself over real sockets: it heals, its bound holds, and its loop says why it ended.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { describe, expect } from "vitest";
import { Connection, type ConnectionOptions } from "skep/connection";
import { type Stage, test } from "./support/stage.ts";
import { SOON } from "./support/watched.ts";

function connected(stage: Stage, url: string, options: Omit<ConnectionOptions, "url"> = {}) {
  const connection = new Connection(url, { ...options, retry: { ...SOON, ...options.retry } });
  stage.ending(() => connection.close({ timeout: 0 }));
  return connection;
}

describe("a connection by itself", () => {
  test("heals under its loop when its server cuts the link", async ({ stage }) => {
    const { server, url } = await stage.webSocketServer();
    let links = 0;
    server.on("connection", (socket) => {
      const link = ++links;
      for (const at of [1, 2, 3]) socket.send(`${link}.${at}`);
      if (link < 3) setTimeout(() => socket.terminate(), 50);
    });
    const connection = connected(stage, url);
    const told: string[] = [];
    connection.addEventListener("disconnected", ({ dial }) => told.push(`lost ${dial}`));

    const read: unknown[] = [];
    for await (const data of connection) {
      read.push(data);
      if (data === "3.3") await connection.close();
    }

    expect(read).toEqual(["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"]);
    expect(told).toEqual(["lost 1", "lost 2", "lost 3"]);
    expect(connection.stats()).toMatchObject({ state: "stopped", connects: 3, dropped: 0 });
  });

  test("echoes text and bytes, each the whole of a buffer of its own", async ({ stage }) => {
    const { url } = await stage.echo();
    const connection = connected(stage, url);
    await connection.whenConnected();
    await connection.send("text");
    await connection.send(new Uint8Array([1, 2, 3]));

    const read = connection[Symbol.asyncIterator]();
    expect(await read.next()).toEqual({ value: "text", done: false });
    const { value } = await read.next();
    expect(value).toEqual(new Uint8Array([1, 2, 3]));
    expect((value as Uint8Array).buffer.byteLength).toBe(3);
  });

  test("pauses a server that floods a slow reader, and loses nothing", async ({ stage }) => {
    const { server, url } = await stage.webSocketServer();
    const many = 20_000;
    server.on("connection", (socket) => {
      for (let at = 0; at < many; at++) socket.send(`${at}`.padEnd(60));
    });
    const connection = connected(stage, url, { limit: { messages: 8_192 } });
    let next = 0;
    let most = 0;
    for await (const batch of connection.batches({ max: 500 })) {
      for (const data of batch) expect(data).toBe(`${next++}`.padEnd(60));
      most = Math.max(most, connection.stats().queued);
      if (next === many) break;
      await new Promise((resume) => setTimeout(resume, 1));
    }

    expect(connection.stats()).toMatchObject({ state: "connected", dropped: 0, received: many });
    expect(connection.stats().connection?.pauses).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(8_192);
  });

  test("ends its loop with what was wrong where a path is refused", async ({ stage }) => {
    const http = createServer();
    http.on("upgrade", (_, socket) =>
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    );
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    stage.ending(async () => http.close());
    const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/typo?token=secret`;
    const connection = connected(stage, url);

    const loop = async (): Promise<void> => {
      for await (const data of connection) expect(data).toBe("nothing");
    };

    await expect(loop()).rejects.toThrow(/typo.*" failed in the upgrade: .* 400/);
    await expect(loop()).rejects.not.toThrow("secret");
    await connection.closed;
  });

  test("ends the program that reads it where nobody listens, with an error that names the port", async ({
    stage,
  }) => {
    const server = await stage.raw();
    const url = server.url({ kind: "nobody" });
    const program = await stage.program("looping", { url, retry: SOON });
    const { code, signal } = await program.child.ended;
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    const said = program.child.errors.join("\n");
    expect(said).toContain(`DialError: The dial to "${url}" failed before the link was open`);
    expect(said).toMatch(/ECONNREFUSED.*\. The peer was given up after 6 dials, .*initialRetries/);
    expect(said).not.toContain('{"end"');
  });

  test("finds a server that begins to listen while it still tries", async ({ stage }) => {
    const raw = await stage.raw();
    const url = raw.url({ kind: "nobody" });
    const connection = connected(stage, url, { retry: { ...SOON, maxDelay: 500, minDelay: 500 } });
    await once(connection, "dialfailed");
    const { hostname: host, port } = new URL(url);
    const { server } = await stage.webSocketServer({ host, port: Number(port) });
    server.on("connection", (socket) => socket.send("here"));
    for await (const data of connection) {
      expect(data).toBe("here");
      break;
    }
    expect(connection.stats()).toMatchObject({ state: "connected", connects: 1 });
    expect(connection.stats().dials).toBeLessThanOrEqual(6);
  });
});
