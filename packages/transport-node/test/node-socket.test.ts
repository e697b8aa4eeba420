// What Node and ws bring beyond the port: agents, look-ups, limits, compression. Real sockets.
import { createHash } from "node:crypto";
import { Agent } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { ConfigError, type DialTarget } from "@skep/core";
import type { NodeTransportOptions } from "@skep/transport-node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { dial } from "./support/dial.ts";
import { RawServer } from "@skep/conformance";
import { said } from "../../../tools/production/said.ts";

let server: RawServer;

beforeEach(async () => {
  server = await RawServer.start();
});

afterEach(() => server.stop());

/** Both ends of an open link. */
async function open(options: NodeTransportOptions = {}, target: Partial<DialTarget> = {}) {
  const url = server.url({ kind: "accept" });
  const client = dial(url, options, target);
  await client.opened;
  return { ...client, link: await server.link(url) };
}

/** The server's end of a dial that it has to answer by hand. */
async function upgradeOf(url: string) {
  const link = await server.link(url);
  const first = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  const { headers } = link;
  return { headers, write: (rest: string) => link.write(Buffer.from(`${first}${rest}\r\n`)) };
}

/** RFC 6455 4.2.2, 5.4. */
function acceptOf(headers: Readonly<Record<string, string>>): string {
  const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return createHash("sha1").update(key).digest("base64");
}

describe("a dial", () => {
  test("goes through the agent", async () => {
    const agent = new Agent();
    let connections = 0;
    agent.createConnection = () => {
      connections += 1;
      return connect(server.port, "127.0.0.1");
    };
    const url = server.url({ kind: "accept" }).replace("127.0.0.1", "somewhere.invalid");
    const { opened, socket } = dial(url, { agent });
    await opened;
    expect(connections).toBe(1);
    socket.terminate();
  });

  test("is told as closed when the agent throws", async () => {
    const agent = new Agent();
    const error = new Error("No way out.");
    agent.createConnection = () => {
      throw error;
    };
    const report = await dial(server.url({ kind: "accept" }), { agent }).closed;
    expect(report).toEqual({ code: 1006, reason: "", error });
  });

  test("is told as closed when the agent is of the wrong protocol", async () => {
    const report = await dial("wss://127.0.0.1:1/", { agent: new Agent() }).closed;
    expect(report).toMatchObject({ code: 1006, error: { code: "ERR_INVALID_PROTOCOL" } });
  });

  test("asks the look-up function, and for the family", async () => {
    const asked: unknown[] = [];
    const lookup: NodeTransportOptions["lookup"] = (hostname, { family }, answer) => {
      asked.push(hostname, family);
      answer(null, "127.0.0.1", 4);
    };
    const url = server.url({ kind: "accept" }).replace("127.0.0.1", "hive.invalid");
    const { opened, socket } = dial(url, { lookup, family: 4 });
    await opened;
    expect(asked).toEqual(["hive.invalid", 4]);
    socket.terminate();
  });

  test("tells the error of the look-up, which is no violation", async () => {
    const error = new Error("Nobody of this name.");
    const lookup: NodeTransportOptions["lookup"] = (_hostname, _options, answer) =>
      answer(error, "");
    const report = await dial("ws://hive.invalid/", { lookup }).closed;
    expect(report).toEqual({ code: 1006, reason: "", error });
  });

  test("comes from the local address", async () => {
    const report = await dial(server.url({ kind: "accept" }), { localAddress: "192.0.2.1" }).closed;
    expect(report.error).toMatchObject({ syscall: "bind" });
  });

  test("sends user info as basic authorization", async () => {
    const url = server.url({ kind: "accept" });
    const client = dial(url.replace("//", "//bee:s%20t@"));
    await client.opened;
    const { headers } = await server.link(url);
    expect(headers["authorization"]).toBe(`Basic ${btoa("bee:s t")}`);
    client.socket.terminate();
  });

  test("does not let headers replace its own", async () => {
    const url = server.url({ kind: "accept" });
    const client = dial(url, {}, { headers: { "sec-websocket-key": "mine", upgrade: "no" } });
    await client.opened;
    client.socket.terminate();
  });

  test("offers no compression unless asked to", async () => {
    const { link, socket } = await open();
    expect(link.headers).not.toHaveProperty("sec-websocket-extensions");
    socket.terminate();
    const asking = await open({ perMessageDeflate: true });
    expect(asking.link.headers["sec-websocket-extensions"]).toContain("permessage-deflate");
    asking.socket.terminate();
  });

  test("tells a header that came twice in one", async () => {
    const url = server.url({
      kind: "status",
      status: 401,
      headers: { "Set-Cookie": "a\r\nSet-Cookie: b" },
    });
    expect((await dial(url).closed).headers?.["set-cookie"]).toBe("a, b");
  });

  test("opens behind 20 KiB of headers where maxHeaderSize allows it", async () => {
    const url = server.url({ kind: "accept", headers: { "X-Policy": "x".repeat(20_000) } });
    const refused = await dial(url).closed;
    expect(refused).toMatchObject({
      violation: "protocol",
      error: { code: "HPE_HEADER_OVERFLOW" },
    });
    expect(refused.error).not.toHaveProperty("rawPacket");
    expect(refused.detail).toContain(
      said("larger than maxHeaderSize of nodeTransport", "HPE_HEADER_OVERFLOW "),
    );
    const small = await dial(url, { maxHeaderSize: 10_000 }).closed;
    expect(small.detail).toContain(said("(10000 bytes)", "HPE_HEADER_OVERFLOW 10000"));
    const { opened, socket } = dial(url, { maxHeaderSize: 65_536 });
    expect((await opened).headers?.["x-policy"]).toHaveLength(20_000);
    socket.terminate();
  });

  test("tells what was offered when the server chose no subprotocol", async () => {
    const url = server.url({ kind: "mute" });
    const { closed } = dial(url, {}, { protocols: ["chat.v2"] });
    const { write, headers } = await upgradeOf(url);
    await write(`Sec-WebSocket-Accept: ${acceptOf(headers)}\r\n`);
    const report = await closed;
    expect(report.detail).toBe(
      said(
        'the server chose no subprotocol; offered: "chat.v2"',
        'Sec-WebSocket-Protocol none "chat.v2"',
      ),
    );
  });

  test("is lost, not violated, when the connection ends inside the answer", async () => {
    const url = server.url({ kind: "mute" });
    const { closed } = dial(url);
    const link = await server.link(url);
    await link.write(Buffer.from("HTTP/1.1 101 Switching Protocols\r\nUpgra"));
    await link.drop();
    const report = await closed;
    expect(report.code).toBe(1006);
    expect(report).not.toHaveProperty("violation");
  });
});

describe("an open link", () => {
  test("hands out bytes that are the whole of their buffer, and by choice a view of the read buffer", async () => {
    for (const binary of [undefined, "own", "view"] as const) {
      const { link, told, socket } = await open({}, binary && { binary });
      await link.send(new Uint8Array(Float64Array.of(1, 2).buffer));
      const data = (await told.take()) as Uint8Array;
      expect(data).toHaveLength(16);
      if (binary === "view") expect(data.buffer.byteLength).toBeGreaterThan(16);
      else expect([...new Float64Array(data.buffer)]).toEqual([1, 2]);
      socket.terminate();
    }
  });

  test("hands out plain bytes and never a constant of ws, in whatever pieces they came", async () => {
    const { link, told, socket } = await open();
    for (const size of [0, 1, 5_000, 200_000]) {
      await link.send(new Uint8Array(size).fill(7));
      const data = (await told.take()) as Uint8Array;
      expect([data.constructor, data.length, data.buffer.byteLength]).toEqual([
        Uint8Array,
        size,
        size,
      ]);
      structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
    }
    await link.send(new Uint8Array());
    expect(await told.take()).toHaveLength(0);
    socket.terminate();
  });

  test("marks the read buffer under views, so that a transfer is an error and empties no other message", async () => {
    const { link, told, socket } = await open({}, { binary: "view" });
    await link.write(
      Buffer.concat([Uint8Array.of(0x82, 2, 1, 1), Uint8Array.of(0x82, 2, 2, 2)].map(Buffer.from)),
    );
    const [first, second] = [await told.take(), await told.take()] as [Uint8Array, Uint8Array];
    expect(first.buffer).toBe(second.buffer);
    try {
      structuredClone(first, { transfer: [first.buffer as ArrayBuffer] });
    } catch (error) {
      expect((error as Error).name).toBe("DataCloneError");
    }
    expect([...first, ...second]).toEqual([1, 1, 2, 2]);
    socket.terminate();
  });

  test("hands out no constant of ws as a view: all empty messages shared one buffer, which a transfer took", async () => {
    const { link, told, socket } = await open({}, { binary: "view" });
    await link.write(Buffer.from([0x82, 0, 0x82, 0]));
    const [first, second] = [await told.take(), await told.take()] as [Uint8Array, Uint8Array];
    expect([first.length, second.length]).toEqual([0, 0]);
    expect(first.buffer).not.toBe(second.buffer);
    socket.terminate();
  });

  test("hands out no views of what was inflated: zlib goes on writing into it", async () => {
    const server = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 } });
    server.on("connection", (ws) => ws.send(new Uint8Array(64).fill(7)));
    const { port } = server.address() as AddressInfo;
    const { told, socket } = dial(
      `ws://127.0.0.1:${port}`,
      { perMessageDeflate: true },
      { binary: "view" },
    );
    const data = (await told.take()) as Uint8Array;
    expect([data.length, data.buffer.byteLength]).toEqual([64, 64]);
    socket.terminate();
    server.close();
  });

  test("refuses a Buffer that is detached, which ws would send as an empty message", async () => {
    const { link, socket } = await open();
    const data = Buffer.from(new ArrayBuffer(2));
    structuredClone(data, { transfer: [data.buffer] });
    expect(() => socket.send(data)).toThrow(ConfigError);
    socket.send("good");
    expect(String(await link.received())).toBe("good");
    socket.terminate();
  });

  test("masks no memory of the caller, and sends shared bytes as they are", async () => {
    const { link, socket } = await open();
    const shared = new Uint8Array(new SharedArrayBuffer(64)).fill(7);
    socket.send(shared.buffer);
    expect(await link.received()).toEqual(Buffer.alloc(64, 7));
    expect([...shared].every((byte) => byte === 7)).toBe(true);
    socket.terminate();
  });

  test("refuses what ws throws at as the payload's fault, and lives", async () => {
    const { link, socket } = await open();
    expect(() => socket.send({ hello: 1 } as never)).toThrow(
      said("data must be a payload that ws sends, got an object of Object."),
    );
    socket.send("good");
    expect(await link.received()).toBe("good");
    socket.terminate();
  });

  test("tells drained when a full stream was emptied", async () => {
    const { link, told, socket } = await open();
    socket.send(new Uint8Array(8 << 20));
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    expect(await told.take()).toBe("drained");
    expect(socket.bufferedAmount).toBe(0);
    expect(await link.received()).toHaveLength(8 << 20);
    socket.terminate();
  });

  test("does not tell drained once the link is over", async () => {
    const { link, closed, told, socket } = await open();
    socket.send(new Uint8Array(16 << 20));
    await link.write(Buffer.from([0x83, 0]));
    expect(await closed).toMatchObject({ violation: "protocol" });
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    await link.ended();
    told.put("nothing");
    expect(await told.take()).toBe("nothing");
  });

  test("throws in send once the peer has closed, rather than drop the message", async () => {
    const { closed, socket } = await open();
    socket.close(1000);
    expect(() => socket.send("late")).toThrow(said("The socket is not open.", "ERR_NOT_OPEN"));
    await closed;
  });

  test("tells a close frame without a code as 1005", async () => {
    const { link, closing, closed, socket } = await open();
    await link.close();
    expect(await closing).toEqual({ code: 1005, reason: "" });
    expect(() => socket.send("late")).toThrow(said("The socket is not open.", "ERR_NOT_OPEN"));
    expect(await closed).toEqual({ code: 1005, reason: "" });
  });

  test("does not tell that the peer begins to close when it breaks the protocol", async () => {
    const { link, closing, closed } = await open();
    await link.write(Buffer.from([0x83, 0]));
    const told = await Promise.race([closing, closed]);
    expect(told).toMatchObject({
      violation: "protocol",
      detail: said(
        "a frame has an opcode that is reserved or out of place: 3",
        "WS_ERR_INVALID_OPCODE 3",
      ),
    });
  });

  test("tells progress per chunk, not per message, and none once the link is over", async () => {
    const { link, told, closed, chunks, socket } = await open();
    await link.write(Buffer.from(Array.from({ length: 1_000 }, () => [0x81, 1, 0x61]).flat()));
    for (let count = 0; count < 1_000; count++) await told.take();
    expect(chunks()).toBeGreaterThan(0);
    expect(chunks()).toBeLessThan(20);
    await link.write(Buffer.from([0x83, 0]));
    await closed;
    const before = chunks();
    await link.write(Buffer.from("too late"));
    await link.ended();
    expect(chunks()).toBe(before);
    socket.terminate();
  });

  test("says the limit that a message was larger than", async () => {
    const { link, closed } = await open({}, { readLimit: 1_000 });
    await link.send("x".repeat(1_001));
    expect((await closed).detail).toBe(
      said(
        "1001 bytes, more than the 1000 bytes that are allowed",
        "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH 1001 1000",
      ),
    );
  });

  test("throws in send before it is open", async () => {
    const { socket, closed } = dial(server.url({ kind: "mute" }));
    expect(() => socket.send("early")).toThrow(said("The socket is not open.", "ERR_NOT_OPEN"));
    expect(socket.bufferedAmount).toBe(0);
    socket.terminate();
    await closed;
  });

  test("ends at a message in more fragments than its readLimit allows", async () => {
    const { link, closed } = await open({}, { readLimit: 1_000 });
    await link.write(
      Buffer.from([0x01, 1, 0x61, ...Array.from({ length: 1_100 }, () => [0, 0]).flat()]),
    );
    expect(await closed).toMatchObject({
      violation: "protocol",
      error: { code: "WS_ERR_TOO_MANY_BUFFERED_PARTS" },
    });
  });

  test("allows more fragments with a larger readLimit, and as many as it is told to", async () => {
    for (const [options, readLimit] of [
      [{}, 1 << 20],
      [{ maxFragments: 2_000 }, 1_000],
    ] as const) {
      const { link, told, socket } = await open(options, { readLimit });
      const empty = Array.from({ length: 1_100 }, () => [0, 0]).flat();
      await link.write(Buffer.from([0x01, 1, 0x61, ...empty, 0x80, 0]));
      expect(await told.take()).toBe("a");
      socket.terminate();
    }
  });

  test("takes a readLimit beyond 32 bits", async () => {
    const { link, told, socket } = await open({}, { readLimit: 2 ** 40 });
    await link.send("all of it");
    expect(await told.take()).toBe("all of it");
    socket.terminate();
  });

  test("ends at a frame that no memory could hold", async () => {
    const { link, closed } = await open();
    await link.write(Buffer.from([0x82, 127, 0x7f, 0, 0, 0, 0, 0, 0, 0]));
    expect(await closed).toMatchObject({ violation: "readLimit" });
  });

  test("takes text that is not UTF-8 when told to", async () => {
    const { link, told, socket } = await open({ skipUTF8Validation: true });
    await link.write(Buffer.from([0x81, 2, 0xc3, 0x28]));
    expect(await told.take()).toBe("\ufffd(");
    socket.terminate();
  });

  test("reads fragments that come a byte at a time", async () => {
    const { link, told, socket } = await open({}, { readLimit: 64 });
    for (const byte of [0x01, 1, 0x61, 0x80, 1, 0x62]) await link.write(Buffer.of(byte));
    expect(await told.take()).toBe("ab");
    socket.terminate();
  });
});

describe("compression", () => {
  let compressing: WebSocketServer;
  let url: string;

  beforeEach(async () => {
    compressing = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: true });
    await new Promise((resolve) => compressing.once("listening", resolve));
    url = `ws://127.0.0.1:${(compressing.address() as AddressInfo).port}/`;
  });

  afterEach(() => {
    for (const client of compressing.clients) client.terminate();
    compressing.close();
  });

  test("goes both ways", async () => {
    compressing.on("connection", (peer) =>
      peer.on("message", (data: Buffer) => peer.send(data.toString())),
    );
    const { opened, socket, told } = dial(url, { perMessageDeflate: { threshold: 0 } });
    await opened;
    socket.send("z".repeat(100_000));
    expect(await told.take()).toBe("z".repeat(100_000));
    socket.terminate();
  });

  test("counts what a message grows to, not what it weighs", async () => {
    compressing.on("connection", (peer) => peer.send(Buffer.alloc(10 << 20)));
    const { closed } = dial(url, { perMessageDeflate: true }, { readLimit: 1 << 20 });
    expect(await closed).toMatchObject({ code: 1006, violation: "readLimit" });
  });
});
