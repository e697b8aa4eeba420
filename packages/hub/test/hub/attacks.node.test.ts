// People who attack a hub, over real sockets: each harms nobody but himself. Origins, tokens and rates are in auth.node.test.ts.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";
import { TcpClient } from "../support/tcp-client.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A connection of TCP that has said this. */
function tcp(url: string, text: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  if (text !== "") socket.write(text);
  return socket;
}

/** The head of an upgrade. */
const upgrade = (more: string): string =>
  "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;

/** One frame of a client with a mask of zeros (RFC 6455 5.2), which may be a fragment. */
function frame(opcode: number, payload: Buffer, isLast: boolean): Buffer {
  const head = Buffer.from([(isLast ? 0x80 : 0) | opcode, 0xfe, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

describe("a name that means something to JavaScript", () => {
  const NAMES = [
    "__proto__:x",
    "__proto__",
    "constructor",
    "constructor:x",
    "toString",
    "hasOwnProperty:a",
  ];

  test("is the name of a channel as every other one, for clients and for the application", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.greet(url);
    for (const [id, channel] of NAMES.entries())
      expect(await client.ask({ type: "subscribe", id: 100 + id, channel })).toMatchObject({
        o: 0,
      });
    expect([...hub.channels()]).toEqual(NAMES.toSorted());
    for (const [id, channel] of NAMES.entries()) {
      await hub.publish(channel, channel, { key: "__proto__" });
      expect(await client.ask({ type: "publish", id: 200 + id, channel, data: 1 })).toMatchObject({
        code: "forbidden",
      });
    }
    expect(client.of("event").map(({ data }) => data)).toEqual(NAMES);
    for (const [id, channel] of NAMES.entries())
      await client.ask({ type: "unsubscribe", id: 300 + id, channel });
    expect(hub.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
  });

  test("is the name of a namespace only where the application says so", async () => {
    const namespaces = JSON.parse('{"__proto__":{"publish":true},"constructor":{"publish":true}}');
    const { url } = await startHub({ namespaces });
    const client = await RawClient.greet(url);
    const publish = (id: number, channel: string): Promise<unknown> =>
      client.ask({ type: "publish", id, channel, data: 1 });
    expect(await publish(1, "__proto__:x")).toMatchObject({ o: 1 });
    expect(await publish(2, "constructor:x")).toMatchObject({ o: 1 });
    expect(await publish(3, "toString:x")).toMatchObject({ code: "forbidden" });
    expect(await publish(4, "room:x")).toMatchObject({ code: "forbidden" });
  });

  test("is data, key, id and field as every other one, and nothing of it reaches a prototype", async () => {
    const { url } = await startHub({ namespaces: { room: { publish: true } } });
    const client = await RawClient.greet(url);
    await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
    client.socket.send(
      '{"type":"publish","id":2,"channel":"room:1","k":"__proto__","__proto__":{"polluted":1},' +
        '"constructor":{"prototype":{"polluted":1}},"data":{"__proto__":{"polluted":1}}}',
    );
    expect(await client.find(({ re }) => re === 2)).toMatchObject({ type: "ack", o: 1 });
    const event = await client.find(({ type }) => type === "event");
    expect(JSON.stringify(event["data"])).toBe('{"__proto__":{"polluted":1}}');
    expect(event["k"]).toBe("__proto__");
    const same = { type: "publish", id: 3, channel: "room:1", k: "__proto__", data: 2 };
    expect(await client.ask(same)).toMatchObject({ code: "conflict" });
    expect(await client.ask({ ...same, id: 4, k: "constructor" })).toMatchObject({ o: 2 });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a flood of subscriptions", () => {
  test("ends at the limit, and is over when its client is", async () => {
    const { hub, url } = await startHub({ limits: { rate: 100_000 } });
    const [flood, calm] = [await RawClient.greet(url), await RawClient.greet(url)];
    for (const id of numbers(1_500))
      flood.say({ type: "subscribe", id: 1 + id, channel: `c${id}` });
    for (let round = 0; round < 5; round++) await calm.settle();
    await flood.settle();
    expect(flood.of("ack").length).toBe(1_024);
    expect(flood.of("error").filter(({ code }) => code === "limit").length).toBe(1_500 - 1_024);
    expect(hub.stats()).toEqual({ clients: 2, channels: 1_024, subscribers: 1_024 });
    flood.socket.terminate();
    await expect.poll(() => hub.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
  });

  test("whose authoriser never answers ends its link, and no other", async () => {
    const { hub, url } = await startHub({
      authorise: ({ id }) => (id === "c1" ? new Promise<boolean>(() => {}) : true),
      limits: { rate: 100_000 },
    });
    const [flood, calm] = [await RawClient.greet(url), await RawClient.greet(url)];
    for (const id of numbers(3_000)) flood.say({ type: "subscribe", id: 1 + id, channel: "a" });
    expect((await flood.closed).code).toBe(4429);
    expect(await calm.ask({ type: "subscribe", id: 1, channel: "a" })).toMatchObject({ o: 0 });
    expect(hub.stats().clients).toBe(1);
  });
});

describe("a frame that is no message", () => {
  test.each([
    ["nested 20,000 deep", "[".repeat(20_000)],
    [
      "nested 20,000 deep in its data",
      `{"type":"publish","id":1,"channel":"a","data":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
    ],
    ["with more lines than anybody needs", "\n".repeat(65_536)],
    ["with a number that no one can count to", '{"type":"subscribe","id":1e999,"channel":"a"}'],
    ["with half a character of UTF-16", '{"type":"subscribe","id":1,"channel":"\\ud800"}'],
  ])("%s harms nothing", async (_what, text) => {
    const { hub, url } = await startHub();
    const [hostile, calm] = [await RawClient.greet(url), await RawClient.greet(url)];
    for (let count = 0; count < 20; count++) hostile.socket.send(text);
    await calm.settle();
    await hostile.settle();
    expect(hub.stats()).toEqual({ clients: 2, channels: 0, subscribers: 0 });
    expect(hostile.received.every(({ type, code }) => type !== "error" || code !== undefined)).toBe(
      true,
    );
  });

  test("counts as one where its sender may send so many in a second", async () => {
    const { url } = await startHub({ limits: { rate: 50 } });
    const client = await RawClient.greet(url);
    const began = performance.now();
    for (let count = 0; count < 200; count++) client.socket.send("\n".repeat(4_000));
    await client.settle();
    // A hundred may come at once, and the others need two seconds.
    expect(performance.now() - began).toBeGreaterThan(1_000);
  });

  test("as it is no UTF-8 ends the link with 1007; bytes are read with U+FFFD in its place", async () => {
    const { hub, url } = await startHub({ namespaces: { "": { publish: true } } });
    const [text, bytes] = [await TcpClient.open(url), await RawClient.greet(url)];
    text.socket.write(frame(1, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), true));
    await text.until(() => text.reader.frames.length > 0);
    expect(text.reader.frames[0]?.payload.readUInt16BE()).toBe(1007);
    await bytes.ask({ type: "subscribe", id: 1, channel: "a" });
    const message = Buffer.from('{"type":"publish","id":2,"channel":"a","data":"x"}');
    message[message.length - 3] = 0xff;
    bytes.socket.send(message);
    expect(await bytes.find(({ type }) => type === "event")).toMatchObject({ data: "\ufffd" });
    await expect.poll(() => hub.stats().clients).toBe(1);
  });
});

describe("fragments that never end", () => {
  test.each([
    ["of a thousand bytes", 1_000, 1009],
    ["of one byte", 1, 1008],
    ["of none", 0, 1008],
  ])("%s end the link", async (_what, length, code) => {
    const { hub, url } = await startHub();
    const [hostile, calm] = [await TcpClient.open(url), await RawClient.greet(url)];
    hostile.socket.write(frame(1, Buffer.alloc(length, "x"), false));
    const more = Buffer.concat(numbers(100).map(() => frame(0, Buffer.alloc(length, "x"), false)));
    const ended = hostile.ended();
    for (let count = 0; count < 1_000 && !hostile.isEnded; count++) {
      hostile.socket.write(more);
      if (count % 50 === 0) await calm.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    expect(hostile.reader.frames.at(-1)?.payload.readUInt16BE()).toBe(code);
    await expect.poll(() => hub.stats().clients).toBe(1);
  });
});

describe("an upgrade that is never finished", () => {
  test("ends within seconds, whatever part of it was said, and holds up nobody", async () => {
    const { hub, url } = await startHub({ limits: { upgrades: 1 } });
    const head = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const began = performance.now();
    const halves = ["", "G", "GET / HTTP/1.1\r\n", head].map((text) => tcp(url, text));
    // A byte from time to time is no reason to wait longer.
    const trickle = tcp(url, `${head}X-Slow: `);
    const timer = setInterval(() => trickle.write("x"), 100);
    try {
      await Promise.all(
        numbers(5).map(() => RawClient.greet(url).then((client) => client.settle())),
      );
      await Promise.all([...halves, trickle].map((socket) => once(socket.resume(), "close")));
    } finally {
      clearInterval(timer);
    }
    expect(performance.now() - began).toBeGreaterThan(4_000);
    expect(hub.stats().clients).toBe(5);
  });
});

describe("a client that was told to leave", () => {
  test.each(["revoked", "disconnected"])(
    "as it is %s is not heard any more, although it does not go",
    async (why) => {
      const { hub, url } = await startHub({
        authenticate: ({ token }) => ({ userId: token ?? "" }),
        namespaces: { room: { publish: true } },
      });
      const socket = tcp(url, upgrade("Authorization: Bearer eve\r\n"));
      const say = (...messages: object[]): void =>
        void socket.write(
          Buffer.concat(
            messages.map((message) => frame(1, Buffer.from(JSON.stringify(message)), true)),
          ),
        );
      const [subscribed, gone] = [
        once(hub as never, "subscribed"),
        once(hub as never, "disconnected"),
      ];
      say({ type: "hello", id: 0, v: 1 }, { type: "subscribe", id: 1, channel: "room:1" });
      await subscribed;
      const told: string[] = [];
      hub.addEventListener("subscribed", ({ channel }) => told.push(channel));
      if (why === "revoked") hub.revoke({ user: "eve" });
      else for (const client of hub.clients()) client.disconnect();
      say(
        { type: "publish", id: 3, channel: "room:1", data: 1 },
        { type: "subscribe", id: 4, channel: "room:2" },
      );
      socket.end();
      await gone;
      expect(told).toEqual([]);
      expect(await hub.publish("room:1", 2)).toMatchObject({ offset: 1 });
    },
  );
});

describe("headers of an upgrade", () => {
  async function answerTo(url: string, more: string): Promise<string> {
    const socket = tcp(url, upgrade(more));
    let answer = "";
    socket.on("data", (bytes) => (answer += String(bytes)));
    for (const event of ["data", "end"]) socket.once(event, () => socket.emit("answered"));
    await once(socket, "answered");
    return answer.slice(0, answer.indexOf("\r\n\r\n"));
  }

  test("are not sent back, however many and whatever they say", async () => {
    const { url } = await startHub({
      authenticate: ({ token }) => (token === "good" ? { userId: "ada" } : undefined),
      tokenFrom: ["subprotocol", "header"],
    });
    const offered = numbers(500).map((number) => `p${number}`);
    const many = `Authorization: Bearer good\r\nSec-WebSocket-Protocol: ${offered.join(", ")}\r\n`;
    const opened = await answerTo(url, many);
    expect(opened).toContain("101 ");
    expect(opened.toLowerCase()).not.toContain("sec-websocket-protocol");
    const evil = "Sec-WebSocket-Protocol: skep-hub.token.!!, skep-hub, evil\r\n";
    const answered = await answerTo(url, `Authorization: Bearer good\r\n${evil}`);
    expect(answered).toContain("Sec-WebSocket-Protocol: skep-hub");
    expect(answered).not.toContain("evil");
    const refused = await answerTo(url, "Authorization: Bearer s3cret\r\nX-Evil: s3cret\r\n");
    expect(refused).toContain("401 ");
    expect(refused).not.toContain("s3cret");
  });

  test("of a token that are there twice are one token or none, and never two users", async () => {
    const { hub, url } = await startHub({
      authenticate: ({ token }) => ({ userId: token ?? "" }),
    });
    await answerTo(url, "Authorization: Bearer ada\r\nAuthorization: Bearer bob\r\n");
    await expect.poll(() => hub.stats().clients).toBeLessThan(2);
    expect(Array.from(hub.clients(), ({ userId }) => userId)).not.toContain("bob");
  });

  test("that claim an address or a host are not believed where no proxy is", async () => {
    const { hub, url } = await startHub();
    const forged = "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Host: evil.example\r\n";
    expect(await answerTo(url, `${forged}Origin: https://evil.example\r\n`)).toContain("403 ");
    expect(await answerTo(url, forged)).toContain("101 ");
    await expect
      .poll(() => Array.from(hub.clients(), (client) => client.remoteAddress))
      .toEqual(["127.0.0.1"]);
  });
});

describe("code of the application that throws", () => {
  test("in each of its listeners harms neither the hub nor a client", async () => {
    const { hub, url } = await startHub({ limits: { subscriptions: 1 } });
    const told: string[] = [];
    for (const type of [
      "connected",
      "subscribed",
      "unsubscribed",
      "disconnected",
      "status",
      "error",
    ] as const)
      hub.addEventListener(type, () => {
        told.push(type);
        throw new Error(type);
      });
    const client = await RawClient.greet(url);
    await client.ask({ type: "subscribe", id: 1, channel: "a" });
    await hub.publish("a", 1);
    await client.count("event", 1);
    await client.ask({ type: "unsubscribe", id: 2, channel: "a" });
    client.socket.close();
    await client.closed;
    await expect.poll(() => hub.stats().clients).toBe(0);
    expect(told.filter((type) => type !== "error")).toEqual([
      "connected",
      "subscribed",
      "unsubscribed",
      "disconnected",
    ]);
    expect(told.filter((type) => type === "error").length).toBe(4);
  });

  test("in authorise refuses the one request that it is about", async () => {
    const { hub, url } = await startHub({
      namespaces: { room: { history: { messages: 9, age: 60_000 }, publish: true } },
      authorise: (_client, action, channel) => {
        if (channel === `room:${action}`) throw new Error(action);
        return true;
      },
    });
    const errors: string[] = [];
    hub.addEventListener("error", ({ error }) => errors.push((error as Error).message));
    const client = await RawClient.greet(url);
    const ask = async (id: number, type: string): Promise<unknown> =>
      (await client.ask({ type, id, channel: `room:${type}`, data: 1 }))["code"];
    const actions = ["subscribe", "publish", "history"];
    for (const [at, type] of actions.entries()) expect(await ask(1 + at, type)).toBe("forbidden");
    for (const [at, type] of actions.entries())
      expect((await client.ask({ type, id: 9 + at, channel: "room:ok", data: 1 })).type).toBe(
        "ack",
      );
    expect(errors).toEqual(actions);
  });
});

test("an authoriser that answers something else than true has not allowed it", async () => {
  const answers: unknown[] = [undefined, null, "yes", 1, {}, false];
  const { url } = await startHub({ authorise: async () => answers.shift() as boolean });
  const client = await RawClient.greet(url);
  for (let id = 1; id <= 6; id++) {
    const answer = await client.ask({ type: "subscribe", id, channel: "a" });
    expect(answer["code"]).toBe("forbidden");
  }
});

describe("an authoriser that never answers", () => {
  test("holds up its client for no longer than authTimeout, and is told by its signal", async () => {
    const reasons: string[] = [];
    const { hub, url } = await startHub({
      authTimeout: 100,
      authorise: (_client, _action, channel, { signal }) => {
        signal.addEventListener("abort", () => reasons.push(channel));
        return channel === "hangs" ? new Promise<boolean>(() => {}) : true;
      },
    });
    const errors: unknown[] = [];
    hub.addEventListener("error", ({ error }) => errors.push(error));
    const client = await RawClient.greet(url);
    client.say({ type: "subscribe", id: 1, channel: "hangs" });
    expect((await client.ask({ type: "subscribe", id: 2, channel: "a" })).type).toBe("ack");
    expect(await client.find(({ re }) => re === 1)).toMatchObject({ code: "unavailable" });
    expect(reasons).toEqual(["hangs"]);
    expect(errors).toMatchObject([
      { code: "ERR_HUB_TIMEOUT", message: "authorise has not answered within 100 ms." },
    ]);
  });

  test("is told by its signal when the client is gone", async () => {
    let told = (): void => {};
    const aborted = new Promise<void>((resolve) => (told = resolve));
    const { hub, url } = await startHub({
      authorise: (_client, _action, _channel, { signal }) => {
        signal.addEventListener("abort", told);
        return new Promise(() => {});
      },
    });
    const errors: unknown[] = [];
    hub.addEventListener("error", ({ error }) => errors.push(error));
    const client = await RawClient.greet(url);
    client.say({ type: "subscribe", id: 1, channel: "a" });
    await client.settle();
    client.socket.terminate();
    await aborted;
    expect(errors).toEqual([]);
  });
});
