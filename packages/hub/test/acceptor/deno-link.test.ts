// The deadlines of a link in Deno, which tells nothing of clients that are gone at the wrong moment. The rest is tried in Deno itself.

import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { DenoLink, type DenoSocketLike } from "../../src/acceptor/deno-link.ts";
import type { Link } from "../../src/acceptor/link.ts";

class ScriptedSocket extends EventTarget implements DenoSocketLike {
  bufferedAmount = 0;
  binaryType = "blob";
  readonly said: unknown[] = [];

  send(text: string): void {
    this.bufferedAmount += text.length;
  }

  close(code?: number): void {
    this.said.push(code);
  }
}

interface Started {
  readonly clock: ManualClock;
  readonly socket: ScriptedSocket;
  readonly told: string[];
  readonly deno: DenoLink;
  link(): Link;
}

function start(): Started {
  const clock = new ManualClock();
  const socket = new ScriptedSocket();
  const told: string[] = [];
  const links: Link[] = [];
  const accept = (link: Link) => {
    told.push("accepted");
    links.push(link);
    return {
      message: (frame: string) => void told.push(frame),
      heard: () => {},
      closed: () => void told.push("closed"),
    };
  };
  const admitted = { protocol: undefined, accept, abandon: () => void told.push("abandoned") };
  const settled = () => void told.push("settled");
  const deno = new DenoLink(socket, admitted, { clock, maxPayload: 100, settled });
  deno.begin();
  return { clock, deno, socket, told, link: () => links[0] as Link };
}

test("a socket that does not open is abandoned, and closed where it opens later", () => {
  const { clock, socket, told } = start();
  clock.advance(9_999);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(["settled", "abandoned"]);
  socket.dispatchEvent(new Event("open"));
  socket.dispatchEvent(new Event("close"));
  expect([told, socket.said]).toEqual([["settled", "abandoned"], [undefined]]);
});

test("a socket that opens when the hub takes no more clients is closed", () => {
  const { clock, deno, socket, told } = start();
  deno.abandon();
  expect([told, clock.pending]).toEqual([["settled", "abandoned"], 0]);
  socket.dispatchEvent(new Event("open"));
  expect([told, socket.said]).toEqual([["settled", "abandoned"], [undefined]]);
});

test("a link that has ended is not closed again", () => {
  const { clock, link, socket } = start();
  for (const type of ["open", "close"]) socket.dispatchEvent(new Event(type));
  link().close(1000, "");
  expect([socket.said, clock.pending]).toEqual([[], 0]);
});

test("an end is told once, whether Deno tells it as an error, a close or both", () => {
  const { clock, socket, told } = start();
  socket.dispatchEvent(new Event("open"));
  socket.dispatchEvent(new MessageEvent("message", { data: "hello" }));
  for (const type of ["error", "close"]) socket.dispatchEvent(new Event(type));
  clock.advance(60_000);
  expect(told).toEqual(["settled", "accepted", "hello", "closed"]);
});

test("a client that does not answer a goodbye is forgotten after five seconds", () => {
  const { clock, link, socket, told } = start();
  socket.dispatchEvent(new Event("open"));
  link().close(1001, "closed");
  socket.dispatchEvent(new MessageEvent("message", { data: "late" }));
  clock.advance(4_999);
  expect(told).toEqual(["settled", "accepted"]);
  clock.advance(1);
  expect([told, socket.said]).toEqual([["settled", "accepted", "closed"], [1001]]);
});

test("what waits is looked at, less and less often, while somebody waits for it", () => {
  const { clock, link, socket, told } = start();
  socket.dispatchEvent(new Event("open"));
  link().send("1234", () => told.push("sent"));
  clock.advance(1_000);
  expect(told).toEqual(["settled", "accepted"]);
  socket.bufferedAmount = 0;
  clock.advance(320);
  expect(told).toEqual(["settled", "accepted", "sent"]);
  expect(clock.pending).toBe(0);
  link().send("1234", () => told.push("ended"));
  socket.dispatchEvent(new Event("close"));
  expect(told).toEqual(["settled", "accepted", "sent", "ended", "closed"]);
  expect(clock.pending).toBe(0);
});

test("a link that has ended waits for nothing that it is given afterwards", () => {
  const { clock, link, socket, told } = start();
  socket.dispatchEvent(new Event("open"));
  link().send("1234");
  socket.dispatchEvent(new Event("close"));
  link().send("5678", () => told.push("sent"));
  clock.advance(1_000);
  expect(told).toEqual(["settled", "accepted", "closed", "sent"]);
  expect(clock.pending).toBe(0);
});
