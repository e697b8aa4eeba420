// What a hub has to do on every runtime: each case with a hub of its own, and with clients on Node that are written from the page of the
// protocol, or are those of Skep.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { ChannelClient, type ChannelItem } from "@skep/channels";
import { WebSocket } from "ws";
import { RawClient, type Wire } from "../../../hub/test/hub/support/raw-client.ts";
import type { HubProcess, RemoteHub } from "./hub-process.ts";

/** What a runtime can for a hub. */
export interface HubCapabilities {
  /** It can stop reading a client. */
  readonly pause: boolean;
  /** The hub pings, at `heartbeatInterval`; otherwise the platform does, in silence. */
  readonly ping: boolean;
  /** It can end a connection at once. */
  readonly terminate: boolean;
  /** It can be attached to a server of Node's kind. */
  readonly attach: boolean;
  /** The server is the hub's own, so that the hub says how long a request may take. */
  readonly ownServer: boolean;
}

export interface Case {
  readonly name: string;
  readonly run: (process: HubProcess, can: HubCapabilities) => Promise<void>;
  /** Most of its time is waiting. */
  readonly waits?: true;
  /** It is played where the runtime can this. */
  readonly needs?: keyof HubCapabilities;
}

const ROOM = { room: { history: { messages: 1_000, age: 600_000 }, publish: true } };

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The status and the headers of a refused upgrade. */
async function refusal(
  url: string,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  const socket = new WebSocket(url, { headers });
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  response.resume();
  return response;
}

/** Runs with a client that is closed afterwards. */
async function withClient(
  url: string,
  use: (client: ChannelClient) => Promise<void>,
): Promise<void> {
  const client = new ChannelClient({
    url,
    retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 },
  });
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

async function take(items: AsyncIterable<ChannelItem>, count: number): Promise<ChannelItem[]> {
  const all: ChannelItem[] = [];
  for await (const item of items) if (all.push(item) >= count) break;
  return all;
}

const short = (item: ChannelItem): unknown =>
  item.type === "gap" ? `gap ${item.reason}` : item.data;

/** An upgrade of a client that waits for its answer. */
async function upgrading({ port }: RemoteHub): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "GET / HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  return socket;
}

export const hubCases: readonly Case[] = [
  {
    name: "serves a client of v0",
    async run(process) {
      const hub = await process.start();
      const client = await RawClient.open(hub.url);
      client.say({ type: "subscribe", channel: "news" });
      await client.settle();
      await hub.call("publish", "news", { text: "hello" });
      await hub.call("publish", "other", 1);
      await hub.call("broadcast", "deployed", 1);
      await client.settle();
      deepEqual(
        client.of("event").map(({ channel, data }) => [channel, data]),
        [
          ["news", { text: "hello" }],
          [undefined, { event: "deployed", data: 1 }],
        ],
      );
      client.socket.close();
      equal((await client.closed).code, 1005);
    },
  },
  {
    name: "serves a client of v1",
    async run(process) {
      const hub = await process.start({ namespaces: ROOM });
      const client = await RawClient.greet(hub.url);
      equal((await client.ask({ type: "subscribe", id: 1, channel: "room:1" })).type, "ack");
      const publish = { type: "publish", channel: "room:1", data: "once", k: "k" };
      const first = await client.ask({ ...publish, id: 2 });
      deepEqual([first.type, first.o], ["ack", 1]);
      deepEqual((await client.ask({ ...publish, id: 3 })).dup, true);
      await hub.call("publish", "room:1", "twice");
      await client.count("event", 2);
      equal((await client.ask({ type: "history", id: 4, channel: "room:1", last: 1 })).replay, 1);
      equal((await client.find(({ re, data }) => re === 4 && data !== undefined)).data, "twice");
      equal((await client.ask({ type: "unsubscribe", id: 5, channel: "room:1" })).type, "ack");
      await hub.call("publish", "room:1", "thrice");
      await client.settle();
      equal(client.of("event").length, 3);
      client.socket.terminate();
    },
  },
  {
    name: "serves a ChannelClient: subscribe, publish, history, broadcasts",
    async run(process) {
      const hub = await process.start({ namespaces: ROOM });
      await withClient(hub.url, async (client) => {
        const [room, all] = [client.subscribe("room:1"), client.broadcasts()];
        await client.publish("room:1", 1);
        const late = client.subscribe("room:1:late", { last: 1 });
        await hub.call("publish", "room:1:late", 2);
        await hub.call("broadcast", "deployed", 3);
        deepEqual((await client.history("room:1")).publications.map(short), [1]);
        deepEqual((await take(late, 1)).map(short), [2]);
        deepEqual((await take(all, 1)).map(short), [{ event: "deployed", data: 3 }]);
        room.close();
      });
    },
  },
  {
    name: "a ChannelClient misses nothing over links that are cut",
    async run(process) {
      const hub = await process.start({ namespaces: ROOM });
      await withClient(hub.url, async (client) => {
        const room = client.subscribe("room:1", { last: 1_000 });
        const told: boolean[] = [];
        room.addEventListener("recovered", (event) =>
          told.push((event as Event & { recovered: boolean }).recovered),
        );
        const reading = take(room, 200);
        await hub.telling("connected");
        for (const at of numbers(200)) {
          await hub.call("publish", "room:1", at);
          if (at % 50 === 25) client.redial();
        }
        deepEqual((await reading).map(short), numbers(200));
        ok(told.length > 0 && told.every(Boolean), `recovered was told as ${told.join()}`);
      });
    },
  },
  {
    name: "carries 65,536 bytes, and ends a link that sends more with 1009",
    async run(process) {
      const hub = await process.start({ namespaces: ROOM });
      const client = await RawClient.greet(hub.url);
      await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
      const message = (bytes: number): string => {
        const head = '{"type":"publish","id":2,"channel":"room:1","data":"';
        return `${head}${"é".repeat((bytes - head.length - 2) / 2)}"}`;
      };
      // What is published has more around it than what asks for it.
      client.socket.send(message(65_000));
      equal((await client.find(({ re }) => re === 2)).type, "ack");
      const [event] = await client.count("event", 1);
      equal(String(event?.data).length, 32_473);
      client.socket.send(`${message(65_000)}${" ".repeat(536)}`);
      await client.count("event", 2);
      client.socket.send(`${message(65_000)}${" ".repeat(537)}`);
      equal((await client.closed).code, 1009);
      await hub.telling("disconnected");
    },
  },
  {
    name: "reads bytes, fragments and batches",
    async run(process) {
      const hub = await process.start();
      const client = await RawClient.greet(hub.url);
      const ask = (id: number): string =>
        JSON.stringify({ type: "subscribe", id, channel: `ü${id}` });
      client.socket.send(Buffer.from(ask(1)));
      equal((await client.find(({ re }) => re === 1)).code, "invalid_name");
      const bytes = Buffer.from(ask(2));
      const cut = bytes.indexOf("ü") + 1;
      client.socket.send(bytes.subarray(0, cut), { fin: false, binary: false });
      client.socket.ping();
      client.socket.send(bytes.subarray(cut), { fin: true });
      equal((await client.find(({ re }) => re === 2)).code, "invalid_name");
      client.socket.send(`${ask(3)}\n${ask(4)}`);
      await client.find(({ re }) => re === 4);
      client.socket.terminate();
    },
  },
  {
    name: "a client that does not read gets all that is kept when it reads again",
    async run(process) {
      const hub = await process.start({ namespaces: ROOM, limits: { pending: 65_536 } });
      const [slow, quick] = [await RawClient.greet(hub.url), await RawClient.greet(hub.url)];
      for (const client of [slow, quick])
        await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
      slow.socket.pause();
      // More than the buffers of a system take.
      await hub.call("publish", "room:1", "x".repeat(40_000), 300);
      await quick.find(({ o }) => o === 300);
      slow.socket.resume();
      await slow.find(({ o }) => o === 300);
      deepEqual(
        slow.of("event").map(({ o }) => o),
        numbers(300).map((at) => at + 1),
      );
      equal(slow.of("gap").length, 0);
      for (const client of [slow, quick]) client.socket.terminate();
    },
  },
  {
    name: "a client that asks on and reads no answer is held back",
    async run(process, { pause }) {
      const hub = await process.start({ namespaces: ROOM, limits: { pending: 65_536 } });
      await hub.call("publish", "room:1", "x".repeat(40_000));
      const client = await RawClient.greet(hub.url);
      client.socket.pause();
      // The answers are more than the buffers of a system take.
      for (const id of numbers(300))
        client.say({ type: "history", id: id + 1, channel: "room:1", more: "x".repeat(5_000) });
      if (pause) {
        await sleep(1_000);
        client.socket.resume();
        // The hub did not read it meanwhile: requests waited on their way, and are answered.
        await client.find(({ re, type }) => type === "event" && re === 300);
        client.socket.terminate();
      } else {
        // More comes than can be held, whenever that is.
        await hub.telling("disconnected");
        client.socket.resume();
        // Its code may be lost: what the client has sent meanwhile makes its system reset the connection.
        await client.closed;
      }
      await hub.telling("disconnected");
    },
  },
  {
    name: "gives up a client that answers no ping, and keeps one that does",
    waits: true,
    async run(process) {
      const hub = await process.start({ heartbeatInterval: 400, pongTimeout: 4_000 });
      const open = async (autoPong: boolean): Promise<WebSocket> => {
        const socket = new WebSocket(hub.url, { autoPong });
        await once(socket, "open");
        return socket;
      };
      const [deaf, silent] = [await open(false), await open(true)];
      let pings = 0;
      silent.on("ping", () => pings++);
      await once(deaf, "close");
      await hub.telling("disconnected");
      await sleep(2_000);
      equal(silent.readyState, WebSocket.OPEN);
      ok(pings > 0);
      equal((await hub.told()).filter((each) => each === "disconnected").length, 1);
      silent.close();
      await hub.telling("disconnected", 2);
    },
  },
  {
    name: "pings at its interval",
    waits: true,
    needs: "ping",
    async run(process) {
      const hub = await process.start({ heartbeatInterval: 200 });
      const client = await RawClient.open(hub.url);
      for (let pings = 0; pings < 4; pings++) await once(client.socket, "ping");
      client.socket.ping();
      await once(client.socket, "pong");
      client.socket.close();
    },
  },
  {
    name: "answers a token in a subprotocol with its protocol, and never with the token",
    async run(process) {
      const hub = await process.start({ authenticate: "secret", tokenFrom: ["subprotocol"] });
      const token = "skep-hub.token.c2VjcmV0";
      for (const offered of [
        ["skep-hub", token],
        [token, "skep-hub"],
      ]) {
        const socket = new WebSocket(hub.url, offered);
        await once(socket, "open");
        equal(socket.protocol, "skep-hub");
        socket.close();
      }
      await hub.telling("connected 127.0.0.1 ann", 2);
      const bare = new WebSocket(hub.url, [token]);
      const [error] = (await once(bare, "error")) as [Error];
      ok(!error.message.includes(token));
      const [unknown] = (await once(
        new WebSocket(hub.url, ["skep-hub", "skep-hub.token.eA"]),
        "error",
      )) as [Error];
      match(unknown.message, /401/);
    },
  },
  {
    name: "refuses in HTTP: a foreign page, an unknown client, what is no upgrade",
    async run(process) {
      const hub = await process.start({ authenticate: "secret" });
      equal((await refusal(hub.url, { Origin: "https://evil.example" })).statusCode, 403);
      const unknown = await refusal(hub.url);
      deepEqual([unknown.statusCode, unknown.headers["www-authenticate"]], [401, "Bearer"]);
      const bearer = { Authorization: "Bearer secret", Origin: `http://127.0.0.1:${hub.port}` };
      const client = await RawClient.open(hub.url, bearer);
      const [plain] = (await once(get(`http://127.0.0.1:${hub.port}/`), "response")) as [
        IncomingMessage,
      ];
      plain.resume();
      deepEqual([plain.statusCode, plain.headers.upgrade], [426, "websocket"]);
      client.socket.close();
      await hub.telling("disconnected");
      deepEqual(await hub.told(), ["connected 127.0.0.1 ann", "disconnected"]);
    },
  },
  {
    name: "forgets a client that goes while it is decided about, and does not ask on when it is closed",
    async run(process) {
      const hub = await process.start({ authenticate: "waits", limits: { upgrades: 1 } });
      for (const time of [1, 2]) {
        const socket = await upgrading(hub);
        await hub.telling("asked", time);
        equal((await refusal(hub.url)).statusCode, 503);
        socket.destroy();
        await hub.telling("no longer asked", time);
      }
      const socket = await upgrading(hub);
      await hub.telling("asked", 3);
      await hub.call("close");
      await hub.telling("no longer asked", 3);
      socket.destroy();
    },
  },
  {
    name: "tells a page, which sees no status, why it is not let in",
    async run(process) {
      const hub = await process.start({ authenticate: "secret", tokenFrom: ["subprotocol"] });
      for (const offered of [["skep-hub", "skep-hub.token.eA"], []]) {
        const page = new WebSocket(hub.url, offered, { origin: `http://127.0.0.1:${hub.port}` });
        const [code, reason] = (await once(page, "close")) as [number, Buffer];
        deepEqual([code, page.protocol], [4401, offered[0] ?? ""]);
        match(String(reason), /token/);
      }
      deepEqual(await hub.told(), []);
    },
  },
  {
    name: "ends a link that opens at any moment around its end",
    async run(process) {
      for (const moment of numbers(24)) {
        const hub = await process.start({ authenticate: "closes", tokenFrom: ["query"] });
        await new RawClient(`${hub.url}/?token=${moment}`).closed;
        await hub.call("close");
        const told = (what: string): Promise<number> =>
          hub.told().then((all) => all.filter((each) => each.startsWith(what)).length);
        equal(await told("connected"), await told("disconnected"));
      }
    },
  },
  {
    name: "tells when clients come and go, and both see the codes of the other",
    async run(process) {
      const hub = await process.start();
      const client = await RawClient.open(hub.url);
      await hub.telling("connected 127.0.0.1");
      await hub.call("disconnect", 4_321, "enough");
      deepEqual(await client.closed, { code: 4_321, reason: "enough" });
      await hub.telling("disconnected");
      const cut = await RawClient.open(hub.url);
      await hub.telling("connected", 2);
      cut.socket.terminate();
      await hub.telling("disconnected", 2);
      deepEqual(await hub.call("stats"), { clients: 0, channels: 0, subscribers: 0 });
      equal((await hub.told()).length, 4);
    },
  },
  {
    name: "lets clients leave, and takes no others",
    waits: true,
    async run(process) {
      const hub = await process.start({ namespaces: ROOM });
      const [v0, v1] = [await RawClient.open(hub.url), await RawClient.greet(hub.url)];
      await v0.settle();
      const drained = hub.call("drain", 3_000);
      const away: Wire = await v1.find(({ type }) => type === "goaway");
      deepEqual([away.code, away.after], ["draining", 3_000]);
      const late = await refusal(hub.url);
      equal(late.statusCode, 503);
      ok(Number(late.headers["retry-after"]) > 0);
      equal((await v0.closed).code, 1012);
      equal((await v1.closed).code, 1012);
      await drained;
    },
  },
  {
    name: "says goodbye when it is closed, also to a client that does not read",
    async run(process, { terminate }) {
      const hub = await process.start({ namespaces: ROOM });
      const [client, still] = [await RawClient.greet(hub.url), await RawClient.greet(hub.url)];
      await still.ask({ type: "subscribe", id: 1, channel: "room:1" });
      still.socket.pause();
      await hub.call("publish", "room:1", "x".repeat(40_000), 300);
      // The server of Deno waits for a connection that nobody can end.
      if (!terminate) setTimeout(() => still.socket.terminate(), 3_000);
      await hub.call("close");
      equal((await client.closed).code, 1001);
      still.socket.terminate();
      await once(connect(hub.port, "127.0.0.1"), "error");
    },
  },
  {
    name: "takes the upgrades of a server of Node's kind, or says what to use instead",
    async run(process, { attach }) {
      const hub = await process.start();
      const port = await hub.call("attach");
      if (!attach) return match(String(port), /server must be given to hub\.fetch on Bun/);
      const client = await RawClient.open(`ws://127.0.0.1:${Number(port)}/hub`);
      await client.settle();
      equal((await refusal(`ws://127.0.0.1:${Number(port)}/other`)).statusCode, 404);
      client.socket.terminate();
    },
  },
  {
    name: "ends a request of which only a half comes",
    waits: true,
    needs: "ownServer",
    async run(process) {
      const hub = await process.start();
      const socket = connect(hub.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.write("GET / HTTP/1.1\r\nHost: hub\r\nX-Ha");
      socket.resume();
      await once(socket, "close", { signal: AbortSignal.timeout(25_000) });
    },
  },
];
