// A probe that dials a WebSocket, over a transport in memory.

import { expect, test } from "vitest";
import { type MemoryDial, MemoryTransport } from "@skep/core/testing";
import { ProbeError, webSocketProbe, type WebSocketProbeOptions } from "@skep/watch";
import { ask } from "../support/asking.ts";

function played(onDial: (dial: MemoryDial) => void) {
  const dials: MemoryDial[] = [];
  const transport = new MemoryTransport({
    onDial: (dial) => {
      dials.push(dial);
      onDial(dial);
    },
  });
  const probe = (options: Partial<WebSocketProbeOptions> = {}) =>
    webSocketProbe("wss://relay.example/hub", { transport, ...options });
  return { dials, probe };
}

test("an open link is enough where nothing is asked, and it is closed with a goodbye", async () => {
  const { dials, probe } = played((dial) => dial.accept());
  await ask(probe());
  expect(probe().host).toBe("relay.example");
  expect(dials[0]?.goodbye).toMatchObject({ code: 1000 });
});

test("with a message the first answer is enough, or the first one that is the answer", async () => {
  const { dials, probe } = played((dial) => {
    dial.accept();
    dial.message("news");
    dial.message("pong");
  });
  await ask(probe({ send: "ping" }));
  await ask(probe({ send: "ping", isAnswer: (message) => message === "pong" }));
  expect(dials.map(({ sent }) => sent)).toEqual([["ping"], ["ping"]]);
});

test("a dial that is refused is a failure, and a link that ends before the answer", async () => {
  const refusing = played((dial) => dial.refuse({ status: 503 }));
  await expect(ask(refusing.probe())).rejects.toThrow(
    new ProbeError("The link ended with the status 503 before there was an answer."),
  );
  const closing = played((dial) => {
    dial.accept();
    dial.close(1013, "later");
  });
  await expect(ask(closing.probe({ send: "ping" }))).rejects.toThrow("the close code 1013");
});

test("a link that gives no answer is ended when the signal aborts", async () => {
  const { dials, probe } = played((dial) => dial.accept());
  await expect(ask(probe({ send: "ping" }), 50)).rejects.toMatchObject({ name: "TimeoutError" });
  expect(dials[0]?.terminated).toBe(true);
});

test("what judges an answer may throw, which is the failure", async () => {
  const { dials, probe } = played((dial) => {
    dial.accept();
    dial.message("pong");
  });
  const isAnswer = (): boolean => {
    throw new TypeError("mine");
  };
  await expect(ask(probe({ isAnswer }))).rejects.toThrow(TypeError);
  expect(dials[0]?.terminated).toBe(true);
});
