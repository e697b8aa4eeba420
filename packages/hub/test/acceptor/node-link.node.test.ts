// Links over `ws`, on real sockets: finished frames between those of `ws`, and the ends of a link.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Link } from "../../src/acceptor/link.ts";
import { NODE_LINKS, NodeLink } from "../../src/acceptor/node-link.ts";
import { textFrames } from "../../src/text-frames.ts";
import { TcpClient } from "../support/tcp-client.ts";

const servers: Server[] = [];
const links: Link[] = [];

afterEach(() => {
  for (const link of links.splice(0)) link.terminate();
  for (const server of servers.splice(0)) server.close();
});

interface Side {
  readonly url: string;
  /** The link of the next client, and what it tells. */
  readonly next: Promise<{ link: WritingLink; heard: string[]; closed: Promise<void> }>;
}

type WritingLink = Link & Required<Pick<Link, "ping" | "write">>;

async function listen(): Promise<Side> {
  const server = createServer();
  servers.push(server);
  const sockets = new WebSocketServer({
    noServer: true,
    ...NODE_LINKS,
    WebSocket: NodeLink,
  });
  const next = new Promise<Awaited<Side["next"]>>((resolve) => {
    server.on("upgrade", (request, stream, head) =>
      sockets.handleUpgrade(request, stream, head, (socket) =>
        socket.begin(stream, (link) => {
          const heard: string[] = [];
          links.push(link);
          let closed = (): void => {};
          const end = new Promise<void>((ended) => (closed = ended));
          resolve({ link: link as WritingLink, heard, closed: end });
          return { message: (frame) => heard.push(frame), heard: () => heard.push(""), closed };
        }),
      ),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, next };
}

const until = (holds: () => boolean): Promise<boolean> => vi.waitUntil(holds, { timeout: 20_000 });

const sent = (link: WritingLink, frames: Uint8Array): Promise<void> =>
  new Promise((resolve) => link.write(frames, resolve));

describe("a link over ws", () => {
  test("puts finished frames on the wire byte for byte, between those of ws", async () => {
    const { url, next } = await listen();
    const client = await TcpClient.open(url);
    const { link } = await next;
    const frames = textFrames(["one\ntwo", "ä".repeat(100), "x".repeat(65_536)]);
    link.ping();
    link.write(frames);
    link.send("by ws");
    link.write(textFrames(["last"]));
    link.ping();
    const { reader } = client;
    await client.until(() => reader.frames.length === 7);
    expect(reader.frames.map(({ kind }) => kind)).toEqual([
      "ping",
      ...Array.from({ length: 5 }, () => "text"),
      "ping",
    ]);
    const texts = reader.frames.filter(({ kind }) => kind === "text");
    expect(texts.map(({ payload }) => payload.toString())).toEqual([
      "one\ntwo",
      "ä".repeat(100),
      "x".repeat(65_536),
      "by ws",
      "last",
    ]);
    expect(reader.rest.length).toBe(0);
  });

  test("is read by a client of ws, pongs between the frames included", async () => {
    const { url, next } = await listen();
    const client = new WebSocket(url);
    const { link, heard } = await next;
    const received: string[] = [];
    client.on("message", (data, isBinary) => received.push(`${isBinary} ${String(data)}`));
    let pongs = 0;
    client.on("pong", () => pongs++);
    await once(client, "open");
    for (let turn = 0; turn < 50; turn++) {
      client.ping();
      link.write(textFrames([`a${turn}`, `b${turn}`]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.send("done");
    await until(() => received.length >= 100 && pongs >= 50 && heard.includes("done"));
    expect(received).toEqual(
      Array.from({ length: 50 }, (_, turn) => [`false a${turn}`, `false b${turn}`]).flat(),
    );
  });

  test("counts what waits for a client that does not read, and says when it has left", async () => {
    const { url, next } = await listen();
    const client = await TcpClient.open(url);
    const { link } = await next;
    client.socket.pause();
    // More than the buffers of both systems take.
    const frames = textFrames(["x".repeat(65_000)]);
    let wasSent = false;
    while (link.pending < 1_000_000) link.write(frames);
    link.write(textFrames(["last"]), () => (wasSent = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(wasSent).toBe(false);
    expect(link.pending).toBeGreaterThan(900_000);
    client.socket.resume();
    await client.until(() => client.reader.messages.at(-1) === "last");
    await until(() => wasSent);
    expect(link.pending).toBe(0);
    const lengths = new Set(client.reader.messages.map(({ length }) => length));
    expect([...lengths]).toEqual([65_000, 4]);
  });

  test("answers pings as long as their client reads, and otherwise the latest when it does again", async () => {
    const { next, url } = await listen();
    const client = await TcpClient.open(url);
    const { heard, link } = await next;
    const pongs = (): string[] =>
      client.reader.frames.flatMap(({ kind, payload }) =>
        kind === "pong" ? [payload.toString().trim()] : [],
      );
    for (const number of [1, 2]) client.write(9, String(number));
    await client.until(() => pongs().length === 2);
    client.socket.pause();
    // More than all buffers of the system take.
    const filler = textFrames(["x".repeat(60_000)]);
    for (let count = 0; count < 700; count++) link.write(filler);
    await new Promise((resolve) => setImmediate(resolve));
    const { pending } = link;
    for (let number = 3; number <= 20_000; number++) client.write(9, String(number).padEnd(125));
    await until(() => heard.length === 20_000);
    expect(link.pending).toBeLessThanOrEqual(pending);
    client.socket.resume();
    await client.until(() => pongs().at(-1) === "20000");
    expect(pongs()).toEqual(["1", "2", "20000"]);
  });

  test("writes nothing behind its close frame, and the goodbye comes behind what was written", async () => {
    const { url, next } = await listen();
    const client = await TcpClient.open(url);
    const { link } = await next;
    link.write(textFrames(["before"]));
    link.close(1001, "bye");
    await sent(link, textFrames(["behind"]));
    await client.ended();
    const [before, close, ...rest] = client.reader.frames;
    expect([before?.payload.toString(), close?.kind, rest]).toEqual(["before", "close", []]);
    expect([close?.payload.readUInt16BE(), close?.payload.toString("utf8", 2)]).toEqual([
      1001,
      "bye",
    ]);
  });

  test("whose client has begun to close writes nothing more", async () => {
    const { url, next } = await listen();
    const client = new WebSocket(url);
    const { link, closed } = await next;
    await once(client, "open");
    const received: string[] = [];
    client.on("message", (data) => received.push(String(data)));
    client.close(1000);
    await closed;
    await sent(link, textFrames(["late"]));
    expect(received).toEqual([]);
  });

  test.each(["terminated", "cut by its client"])(
    "that was %s takes writes, and says that they are over",
    async (how) => {
      const { url, next } = await listen();
      const client = await TcpClient.open(url);
      const { link, closed } = await next;
      if (how === "terminated") link.terminate();
      else client.socket.resetAndDestroy();
      // Before `ws` knows, and after.
      await sent(link, textFrames(["early"]));
      await closed;
      await sent(link, textFrames(["late"]));
      expect(client.reader.messages).toEqual([]);
    },
  );
});
