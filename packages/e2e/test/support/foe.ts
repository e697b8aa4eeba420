// A peer that is hostile on its first link and behaves on all later ones, beside a peer that never did anything.
import { createHash } from "node:crypto";
import type { SuiteAnswer } from "@skep/core/testing";
import type { PartialSessionOptions, Peer, PoolOptions } from "skep";
import { expect } from "vitest";
import type { RawLink, RawServer } from "@skep/conformance";
import type { Stage } from "./stage.ts";
import type { Watched } from "./watched.ts";

export interface Foe {
  readonly watched: Watched;
  readonly peer: Peer;
  /** The hostile end of the first link. */
  readonly link: RawLink;
  /** Shows that the session went on, and that nobody else noticed anything. */
  forgiven(): Promise<void>;
}

/** Dials one that answers as told, once a calm peer of the same pool is connected. */
export async function meetFoe(
  stage: Stage,
  answer: SuiteAnswer,
  session: PartialSessionOptions = {},
  options: PoolOptions = {},
): Promise<Foe> {
  const [server, calm] = [await stage.raw(), await stage.echo()];
  const watched = stage.pool(options);
  await watched.pool.connect({ id: "calm", url: calm.url }).whenConnected();
  let first: string | undefined;
  const url = (): string =>
    first === undefined ? (first = server.url(answer)) : politeUrl(server);
  const peer = watched.pool.connect({ id: "foe", url, ...session });
  await until(() => first !== undefined);
  const link = (await server.link(first ?? "")) as RawLink;
  return { watched, peer, link, forgiven: () => forgiven(watched, peer) };
}

const politeUrl = (server: RawServer): string => server.url({ kind: "accept", greeting: "sorry" });

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

async function forgiven(watched: Watched, peer: Peer): Promise<void> {
  await peer.whenConnected();
  expect(await watched.read()).toBe("sorry");
  await watched.pool.send("calm", "What was that?");
  expect(await watched.read()).toBe("What was that?");
  expect(watched.types("calm")).toEqual(["connected"]);
  expect(watched.of("error")).toEqual([]);
}

/** The answer to an upgrade, right but for what is changed or added. */
export function upgrade(link: RawLink, changed: Readonly<Record<string, string>> = {}): Buffer {
  // RFC 6455 4.2.2, 5.4.
  const accept = createHash("sha1")
    .update(`${link.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const fields = {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Accept": accept,
    ...changed,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
}

/** The bytes again and again, as fast as they are taken, until the other end is gone or `ms` have passed. */
export async function flood(
  link: RawLink,
  bytes: Uint8Array,
  ms: number = 10_000,
): Promise<number> {
  const other = { isOver: false };
  void link.ended().then(() => (other.isOver = true));
  const end = performance.now() + ms;
  let written = 0;
  for (; !other.isOver && performance.now() < end; written += bytes.length) {
    await Promise.race([link.write(bytes), link.ended()]);
    // A link that is ending takes everything at once, and would leave nobody else a turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return written;
}
