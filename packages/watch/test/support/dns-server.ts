// A name server for tests: answers questions for A records over UDP, or none at all. RFC 1035.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** `addresses` by name; a name that is not there is answered with "no such name", and `hangs` makes it answer nothing. */
export async function nameServer(addresses: Readonly<Record<string, string>>, hangs = false) {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (question, { address, port }) => {
    asked++;
    if (!hangs) socket.send(answerTo(question, addresses), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return { server: `127.0.0.1:${socket.address().port}`, asked: () => asked };
}

function answerTo(question: Buffer, addresses: Readonly<Record<string, string>>): Buffer {
  const { end, name } = nameIn(question);
  const asked = question.subarray(12, end + 4);
  const address = addresses[name];
  // Response, recursion available; the code 3 is "no such name".
  const flags = address === undefined ? [0x81, 0x83] : [0x81, 0x80];
  const head = Buffer.from([
    ...question.subarray(0, 2),
    ...flags,
    0,
    1,
    0,
    address === undefined ? 0 : 1,
    0,
    0,
    0,
    0,
  ]);
  if (address === undefined) return Buffer.concat([head, asked]);
  // A pointer to the name, type A, class IN, 60 s, four bytes.
  const record = Buffer.from([
    0xc0,
    12,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    60,
    0,
    4,
    ...address.split(".").map(Number),
  ]);
  return Buffer.concat([head, asked, record]);
}

function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 };
}
