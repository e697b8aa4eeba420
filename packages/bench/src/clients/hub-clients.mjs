// Many clients of one channel of a hub, as small as the protocol allows, over bare TCP: they leave when the hub says so, stay away for a
// while, and come back from where they were. Each checks that it has every message once, and in order.
//
//   node hub-clients.mjs '{"url": "ws://…", "count": 2500, "away": 1000}'
//
// With `first` they have a channel each, from the one with this number on.

import { connect } from "node:net";
import process from "node:process";

const { url, count, away, first } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
/** How many are on their way at once in the beginning. */
const AT_ONCE = 50;

const totals = { refused: 0, recovered: 0, missed: 0, replayed: 0, gaps: 0, wrong: 0 };

/** A frame of a client with a mask of zeros (RFC 6455 5.3). */
function frameOf(message) {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([
    Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255, 0, 0, 0, 0]),
    body,
  ]);
}

/** Without a payload, and with a mask of zeros: the pings of a hub have none. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

const UPGRADE = [
  "GET / HTTP/1.1",
  `Host: ${hostname}:${port}`,
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

class Client {
  /** Epoch, offset and time of the newest message. */
  position;
  /** That of the newest message. */
  round = 0;
  #socket;
  #rest;
  #isOpen;
  #subscribed = () => {};
  #channel;

  constructor(channel) {
    this.#channel = channel;
  }

  /** Resolves when the hub has answered. */
  async open() {
    this.#rest = Buffer.alloc(0);
    this.#isOpen = false;
    this.#socket = connect({ port, host: hostname, noDelay: true });
    this.#socket.on("error", (error) => {
      throw error;
    });
    this.#socket.on("data", (bytes) => this.#read(bytes));
    this.#socket.write(`${UPGRADE.join("\r\n")}\r\n\r\n`);
    await new Promise((resolve) => (this.#subscribed = resolve));
  }

  #read(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (!this.#isOpen) this.#upgraded();
    for (let end = this.#frame(); end > 0; end = this.#frame())
      this.#rest = this.#rest.subarray(end);
  }

  #upgraded() {
    const end = this.#rest.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#rest.toString("latin1", 0, end);
    if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(head);
    this.#isOpen = true;
    this.#rest = this.#rest.subarray(end + 4);
    this.#socket.write(frameOf({ type: "hello", id: 1, v: 1, ts: "ms" }));
    this.#subscribe();
  }

  #subscribe() {
    const since = this.position;
    this.#socket.write(frameOf({ type: "subscribe", id: 2, channel: this.#channel, since }));
  }

  /** Takes one frame and returns its length; 0 where it is not whole. Longer ones than 64 KiB do not come here. */
  #frame() {
    const bytes = this.#rest;
    if (!this.#isOpen || bytes.length < 2) return 0;
    const head = bytes[1] < 126 ? 2 : 4;
    if (bytes.length < head) return 0;
    const size = head === 2 ? bytes[1] : bytes.readUInt16BE(2);
    if (bytes.length < head + size) return 0;
    // On a busy machine it takes longer than a hub waits for a sign of life.
    if (bytes[0] === 0x89) this.#socket.write(PONG);
    if (bytes[0] === 0x81)
      for (const line of bytes.toString("utf8", head, head + size).split("\n"))
        this.#take(JSON.parse(line));
    return head + size;
  }

  #take({ type, re, e, o, p = o - 1, recovered, replay = 0, timestamp, after, ...rest }) {
    if (type === "error" && rest.code === "unavailable") {
      totals.refused += 1;
      setTimeout(() => this.#subscribe(), after);
      return;
    }
    if (type === "error") throw new Error(JSON.stringify(rest));
    if (type === "ack" && re === 2) {
      if (this.position === undefined) this.position = { e, o };
      else totals[recovered ? "recovered" : "missed"] += 1;
      totals.replayed += replay;
      this.#subscribed();
    }
    if (type === "event") {
      if (p !== this.position.o) totals.wrong += 1;
      this.round = rest.data.round;
      this.position = { e: this.position.e, o, t: timestamp };
    }
    if (type === "gap") totals.gaps += 1;
    if (type === "goaway") setTimeout(() => this.#leave(), Math.random() * after);
  }

  #leave() {
    this.#socket.removeAllListeners("data");
    this.#socket.destroy();
    setTimeout(() => void this.open(), away);
  }
}

const clients = Array.from(
  { length: count },
  (_, at) => new Client(`news:${first === undefined ? 1 : first + at}`),
);
const waiting = [...clients];
async function lane() {
  for (let client = waiting.pop(); client !== undefined; client = waiting.pop())
    await client.open();
}
await Promise.all(Array.from({ length: AT_ONCE }, lane));
process.send("open");

process.on("message", () => {
  const newest = clients.reduce((least, { round }) => Math.min(least, round), Infinity);
  process.send({ ...totals, newest });
});
process.on("disconnect", () => process.exit());
