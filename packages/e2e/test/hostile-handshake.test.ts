// Servers that answer a dial with anything but an upgrade: a failed dial with a typed cause, and the next one comes.
import { createServer, type Socket } from "node:net";
import { describe, expect } from "vitest";
import { flood, meetFoe, upgrade } from "./support/foe.ts";
import { frame, type RawLink } from "@skep/conformance";
import { freePort, test } from "./support/stage.ts";

const MUTE = { kind: "mute" } as const;
const ok = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

describe("an answer that breaks the protocol", () => {
  test.for<[string, (link: RawLink) => Buffer | string]>([
    ["text that is no HTTP", () => "SSH-2.0-OpenSSH_9.9\r\n\r\n"],
    ["a TLS alert", () => Buffer.of(0x15, 3, 1, 0, 2, 2, 40)],
    ["zeros", () => Buffer.alloc(1_000)],
    ["a frame without an upgrade", () => frame(0x1, Buffer.from("hello"))],
    ["HTTP/9", () => "HTTP/9.9 101 Switching Protocols\r\n\r\n"],
    ["a header with a line break of its own", () => `${ok}X: a\rY: b\r\n\r\n`],
    ["a false accept", (link) => upgrade(link, { "Sec-WebSocket-Accept": "bm9uc2Vuc2U=" })],
    ["no accept", () => `${ok}\r\n`],
    ["an upgrade to something else", (link) => upgrade(link, { Upgrade: "h2c" })],
    [
      "an extension that nobody offered",
      (link) => upgrade(link, { "Sec-WebSocket-Extensions": "permessage-deflate" }),
    ],
    [
      "a subprotocol that nobody offered",
      (link) => upgrade(link, { "Sec-WebSocket-Protocol": "buzz" }),
    ],
  ])("%s", async ([, answer], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, MUTE);
    await link.write(Buffer.from(answer(link) as Buffer));
    expect(await watched.until("dialfailed")).toMatchObject({
      id: "foe",
      cause: { code: "ERR_DIAL", phase: "handshake", kind: "violation", status: undefined },
      attempt: 1,
      retryIn: expect.closeTo(50, -1),
    });
    await forgiven();
    // The refused connection is not kept.
    await link.ended();
  });

  test("headers without end", async ({ stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, MUTE);
    await link.write(Buffer.from(ok));
    const written = await flood(link, Buffer.from(`X-Honey: ${"x".repeat(1_000)}\r\n`.repeat(10)));
    expect(await watched.until("dialfailed")).toMatchObject({
      cause: { phase: "handshake", kind: "violation" },
    });
    expect(written).toBeLessThan(10 << 20);
    await forgiven();
  });
});

describe("an answer that does not come within dialTimeout", () => {
  const session = { dialTimeout: 300 };
  const timeout = { cause: { phase: "dial", kind: "timeout" }, retryIn: expect.closeTo(50, -1) };

  test("because the server is mute", async ({ stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, MUTE, session);
    expect(await watched.until("dialfailed")).toMatchObject(timeout);
    await link.ended();
    await forgiven();
  });

  test.for<[string, string]>([
    ["because it comes by the byte", "x"],
    ["because others come first", "HTTP/1.1 100 Continue\r\n\r\n"],
    ["because hints come first", "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"],
  ])("%s", async ([, piece], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, MUTE, session);
    if (piece === "x") await link.write(Buffer.from(`${ok}X: `));
    const slow = setInterval(() => void link.write(Buffer.from(piece)), 5);
    expect(await watched.until("dialfailed")).toMatchObject(timeout);
    await link.ended();
    clearInterval(slow);
    await forgiven();
  });
});

test("an end within the answer is a failure of the network", async ({ stage }) => {
  const { watched, link, forgiven } = await meetFoe(stage, MUTE);
  await link.write(Buffer.from("HTTP/1.1 101 Switching Pro"));
  await link.drop();
  expect(await watched.until("dialfailed")).toMatchObject({
    cause: { phase: "dial", kind: "network", status: undefined },
  });
  await forgiven();
});

test.for<[string, (stream: Socket) => void]>([
  ["ended", (stream) => stream.end()],
  ["reset", (stream) => stream.resetAndDestroy()],
])("a connection that is %s at once is a failure of the network", async ([, refuse], { stage }) => {
  const port = await freePort();
  const server = createServer((stream) => {
    stream.on("error", () => {}).resume();
    refuse(stream);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  stage.ending(() => new Promise((resolve) => server.close(resolve)));
  const watched = stage.pool();
  watched.pool.connect({ id: "foe", url: `ws://127.0.0.1:${port}` });
  expect(await watched.until("dialfailed", "foe", 3)).toMatchObject({
    cause: { phase: "dial", kind: "network" },
    attempt: 3,
  });
});

test("a refusal whose body never ends is read no further than its head", async ({ stage }) => {
  const { watched, link, forgiven } = await meetFoe(stage, MUTE);
  await link.write(Buffer.from("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const written = await flood(link, Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`));
  expect(await watched.until("dialfailed")).toMatchObject({
    cause: { phase: "handshake", kind: "status", status: 404 },
  });
  expect(written).toBeLessThan(10 << 20);
  await forgiven();
});

test("a breach in the packet of the upgrade is one of the link", async ({ stage }) => {
  const { watched, link, forgiven } = await meetFoe(stage, MUTE);
  await link.write(Buffer.concat([upgrade(link), Buffer.of(0x83, 0)]));
  expect(await watched.until("disconnected")).toMatchObject({
    cause: { phase: "live", kind: "violation" },
  });
  expect(watched.types("foe").slice(0, 2)).toEqual(["connected", "disconnected"]);
  await forgiven();
});
