// Many subscribers over bare TCP, so that reading costs little: they count the marks of messages, and say when enough have come.
//
//   node subscribers.mjs '{"url": "ws://…", "dialect": "skep", "count": 1000}'

import { connect } from "node:net";
import process from "node:process";

const { url, dialect, count } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const AT_ONCE = 100;
/** Once in each message, and nowhere else. */
const MARK = Buffer.from("@#");

/** What a client of each protocol asks for, and says to subscribe. */
const DIALECTS = {
  plain: { path: "/", says: [] },
  skep: {
    path: "/",
    says: [
      '{"type":"hello","id":1,"v":1,"ts":"ms"}',
      '{"type":"subscribe","id":2,"channel":"news"}',
    ],
  },
  "socket.io": { path: "/socket.io/?EIO=4&transport=websocket", says: ["40"] },
};
const { path, says } = DIALECTS[dialect];

let seen = 0;
let expected = Infinity;
let tell = () => {};
const sockets = [];

/** A frame of a client with a mask of zeros (RFC 6455 5.3). */
const frameOf = (text) =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

function open(opened) {
  const socket = connect({ port, host: hostname, noDelay: true });
  sockets.push(socket);
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.once("data", (answer) => {
    if (!answer.toString("latin1").startsWith("HTTP/1.1 101 ")) throw new Error(String(answer));
    for (const text of says) socket.write(frameOf(text));
    opened();
    read(socket);
  });
  socket.on("error", (error) => {
    throw error;
  });
}

function read(socket) {
  let isHalf = false;
  socket.on("data", (bytes) => {
    if (isHalf && bytes[0] === MARK[1]) seen += 1;
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 2)) seen += 1;
    isHalf = bytes.at(-1) === MARK[0];
    if (seen >= expected) told();
  });
}

function told() {
  expected = Infinity;
  tell(seen);
}

let opening = 0;
let isOpen = 0;
function next() {
  if (opening === count) return;
  opening += 1;
  open(() => {
    isOpen += 1;
    if (isOpen === count) process.send("open");
    next();
  });
}
for (let lane = 0; lane < AT_ONCE; lane += 1) next();

/** A number is how many messages are waited for, of all so far. */
process.on("message", ([, until]) => {
  expected = until;
  tell = (total) => process.send(total);
  if (seen >= expected) told();
});
process.on("disconnect", () => process.exit());
