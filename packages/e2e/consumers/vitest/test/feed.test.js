// A real server, and a class that a test puts in the place of `WebSocket`.
import { browserTransport } from "@skep/transport-browser";
import { Connection } from "skep/connection";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test("hears a server", async () => {
  const onOpen = (link) => link.send("x".repeat(1_000));
  const feed = new Connection(process.env.FEED_URL, { onOpen });
  const heard = [];
  for await (const data of feed) {
    heard.push(data.length);
    if (heard.length === 2) await feed.close();
  }
  expect(heard).toEqual([5, 1_000]);
});

/** Opens at once, and says one thing. */
class StubbedWebSocket extends EventTarget {
  protocol = "";
  readyState = 0;

  constructor() {
    super();
    setTimeout(() => {
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
      this.dispatchEvent(new MessageEvent("message", { data: "from a stub" }));
    });
  }

  send() {}

  close(code = 1_000) {
    this.readyState = 3;
    setTimeout(() => this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" })));
  }
}

async function firstOf(options) {
  const feed = new Connection(process.env.FEED_URL, options);
  for await (const data of feed) {
    await feed.close();
    return data;
  }
  return undefined;
}

test("a global that is stubbed is not used, as the transport is `ws`", async () => {
  vi.stubGlobal("WebSocket", StubbedWebSocket);
  expect(await firstOf()).toBe("hello");
});

test("a class that is given is used", async () => {
  const transport = browserTransport({ WebSocket: StubbedWebSocket });
  expect(await firstOf({ transport })).toBe("from a stub");
});
