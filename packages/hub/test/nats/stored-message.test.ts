// Messages as a stream keeps and tells them.

import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import type { NatsMessageLike } from "../../src/nats/connection-like.ts";
import {
  copyOf,
  deliveredOf,
  digestOf,
  type Field,
  fieldsOf,
  following,
  idOf,
  storedOf,
} from "../../src/nats/stored-message.ts";

const KEY = { text: "user\nk", digest: 'ä"\r\n', window: 1_000 };
const REQUEST = {
  channel: "a",
  payload: "ä\n",
  time: 5,
  retention: { messages: 7, age: 9 },
  key: KEY,
};
const FIELDS = fieldsOf(REQUEST, idOf("a", KEY));

function messageOf(fields: readonly Field[], more: Partial<NatsMessageLike> = {}): NatsMessageLike {
  const all = new Map(fields);
  const headers = { get: (name: string) => all.get(name) ?? "", set: () => {}, code: 0 };
  return { subject: "s", data: new TextEncoder().encode(REQUEST.payload), headers, ...more };
}

const blockOf = (fields: readonly Field[]): string =>
  Buffer.from(
    `NATS/1.0\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  ).toString("base64");

const EXPECTED = {
  subject: "s",
  sequence: 3,
  time: 5,
  keep: { messages: 7, age: 9 },
  digest: digestOf(KEY),
  previous: 0,
  payload: "ä\n",
};

test("what is published is read again, from a reader and by itself", () => {
  const replies = [
    "$JS.ACK.skep.NAME.1.3.1.1796023765398313053.4",
    "$JS.ACK._.HASH.skep.NAME.1.3.1.1796023765398313053.4.TOKEN",
  ];
  for (const reply of replies) expect(deliveredOf(messageOf(FIELDS, { reply }))).toEqual(EXPECTED);
  const data = Buffer.from(REQUEST.payload).toString("base64");
  expect(storedOf({ subject: "s", seq: 3, hdrs: blockOf(FIELDS), data })).toEqual(EXPECTED);
});

test("a message whose fields have no form is one that somebody else has written", () => {
  const message: NatsMessageLike = {
    ...messageOf([]),
    reply: "$JS.ACK.a.b.1.9.1.1.0",
    get headers(): never {
      throw new Error("' ' is not a valid character in a header name");
    },
  };
  expect(copyOf("a", "e", message)).toBe(undefined);
  expect(deliveredOf(message)).toMatchObject({ sequence: 9, keep: { messages: 0, age: 0 } });
});

test("a text is read as it was written, its first mark included", () => {
  const payload = "\uFEFFtext";
  const data = new TextEncoder().encode(payload);
  const fields: Field[] = [["Nats-Sequence", "1"]];
  const reply = "$JS.ACK.a.b.1.9.1.1.0";
  expect([
    copyOf("a", "e", messageOf(fields, { data }))?.payload,
    deliveredOf(messageOf(fields, { data, reply }))?.payload,
    storedOf({ subject: "s", seq: 3, data: Buffer.from(data).toString("base64") }).payload,
  ]).toEqual([payload, payload, payload]);
});

test("fields hold any key and any digest", () => {
  for (const [name, value] of FIELDS) expect(`${name}: ${value}`).toMatch(/^[\x20-\x7e]+$/);
});

test("without history and key there is but the time", () => {
  expect(fieldsOf({ channel: "a", payload: "", time: 5 }, undefined)).toEqual([["Skep-Time", "5"]]);
});

test("a message that somebody else has written has a place, and is not kept", () => {
  const foreign = { time: 0, keep: { messages: 0, age: 0 }, digest: "", previous: 0 };
  expect(storedOf({ subject: "s", seq: 3 })).toEqual({
    ...foreign,
    subject: "s",
    sequence: 3,
    payload: "",
  });
  const odd: Field[] = [
    ["Skep-Time", "soon"],
    ["Skep-Keep", "-1 x"],
  ];
  expect(storedOf({ subject: "s", seq: 3, hdrs: blockOf(odd) })).toMatchObject(foreign);
});

test("a time is stored in whole milliseconds, whatever the clock of the hub says", () => {
  const fields = fieldsOf({ ...REQUEST, time: 5.75 }, undefined);
  expect(storedOf({ subject: "s", seq: 3, hdrs: blockOf(fields) }).time).toBe(5);
});

test.each(["1e300", "8640000000000001", "-1", "1.5", "NaN"])(
  "a time that is none is not told, as a hub cannot write it: %s",
  (text) => {
    const fields: Field[] = [
      ["Skep-Time", text],
      ["Nats-Sequence", "1"],
    ];
    expect(copyOf("a", "e", messageOf(fields))?.time).toBe(0);
    expect(storedOf({ subject: "s", seq: 3, hdrs: blockOf(fields) }).time).toBe(0);
  },
);

test("a copy has its place, and the place before it", () => {
  const places: Field[] = [
    ["Nats-Sequence", "12"],
    ["Nats-Last-Sequence", "9"],
  ];
  expect(copyOf("a", "e", messageOf([...FIELDS, ...places]))).toEqual({
    channel: "a",
    epoch: "e",
    offset: 12,
    previous: 9,
    time: 5,
    payload: "ä\n",
  });
});

test.each([
  [[]],
  [
    [
      ["Nats-Sequence", "0"],
      ["Nats-Last-Sequence", "0"],
    ],
  ],
  [
    [
      ["Nats-Sequence", "x"],
      ["Nats-Last-Sequence", "0"],
    ],
  ],
  [
    [
      ["Nats-Sequence", "1"],
      ["Nats-Last-Sequence", "-1"],
    ],
  ],
  [
    [
      ["Nats-Sequence", "1e99"],
      ["Nats-Last-Sequence", "0"],
    ],
  ],
])("what is no copy of a stream is none: %j", (fields) => {
  expect(copyOf("a", "e", messageOf(fields as unknown as Field[]))).toBe(undefined);
});

test("what is no delivery is none", () => {
  for (const reply of [undefined, "", "$JS.ACK.skep.NAME.1.x.1.1.4", "_INBOX.a.b"])
    expect(deliveredOf(messageOf(FIELDS, reply === undefined ? {} : { reply }))).toBe(undefined);
});

test("a message that was stored on the condition that it follows another one names that", () => {
  const fields = [...FIELDS, following(7)];
  expect(storedOf({ subject: "s", seq: 9, hdrs: blockOf(fields) }).previous).toBe(7);
  expect(deliveredOf(messageOf(fields, { reply: "$JS.ACK.a.b.1.9.1.1.0" }))?.previous).toBe(7);
});

test("an id is of a channel and a key", () => {
  const ids = [
    idOf("a", KEY),
    idOf("b", KEY),
    idOf("a", { ...KEY, text: "K" }),
    idOf("a\nuser", { ...KEY, text: "k" }),
  ];
  expect(new Set(ids.slice(0, 3)).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
