// Damaged messages: the codec throws never, agrees with the schema, and writes what it has read so that it reads the same.

import { readFileSync } from "node:fs";
import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { decodeFromClient, decodeFromHub } from "../src/decode.ts";
import type { FromClient, FromHub } from "../src/decoded.ts";
import { encodeFromClient, encodeFromHub } from "../src/encode.ts";
import type { ClientMessage, HubMessage } from "../src/messages.ts";
import { clientMessage, hubMessage } from "../src/schema.ts";

const page = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");
const lines = page.split("\n").filter((line) => line.startsWith('{"type"'));

const NAMES = [..."type id v token ts since channel last data k re e o p t".split(" ")].concat(
  "recovered reason replay code after limits session processId timestamp __proto__ constructor".split(
    " ",
  ),
);
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const VALUES: readonly unknown[] = [
  null, true, false, 0, 1, -1, 1.5, 2 ** 53, 1e300, -0, "", "c", "error", "rate", "x".repeat(40), 'a","o":99,"b":"', "a\n{}", "2026-03-01T09:30:00Z", "\u2028", "\ud800",
  [], [1], [1, "2"], {}, { e: "k", o: 1 }, { e: "k" }, { e: null, o: 2 }, { e: "k", o: 1, t: "x" }, { message: -1 }, nested(64), nested(70),
]; // oxfmt-ignore

function damaged(random: SeededRandom): Record<string, unknown> {
  const message = JSON.parse(random.pick(lines)) as Record<string, unknown>;
  for (let count = random.int(3); count > 0; count--) {
    const name = random.pick(random.chance(0.7) ? ["type", ...Object.keys(message)] : NAMES);
    if (random.chance(0.2)) Reflect.deleteProperty(message, name);
    else
      Object.defineProperty(message, name, {
        value: random.pick(VALUES),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return message;
}

/** What a program may see of a message: fields that are undefined are as good as left out. */
const seen = (message: unknown): unknown => JSON.parse(JSON.stringify(message));

const isMessage = ({ type }: FromClient | FromHub): boolean =>
  type !== "bad_frame" && type !== "unknown";

describe("20,000 damaged messages", () => {
  test("of clients are read as the schema says, and written as they were read", () => {
    const random = new SeededRandom(11);
    for (let count = 0; count < 20_000; count++) {
      const text = JSON.stringify(damaged(random));
      const [message] = decodeFromClient(text);
      if (message?.type === "unknown") continue;
      const { success } = clientMessage.safeParse(JSON.parse(text));
      expect(isMessage(message as FromClient), text).toBe(success);
      if (success)
        expect(seen(decodeFromClient(encodeFromClient(message as ClientMessage))[0]), text).toEqual(
          seen(message),
        );
    }
  });

  test("of hubs are read as the schema says, and written as they were read", () => {
    const random = new SeededRandom(12);
    for (let count = 0; count < 20_000; count++) {
      const text = JSON.stringify(damaged(random));
      const [message] = decodeFromHub(text);
      if (message?.type === "unknown") continue;
      const { success } = hubMessage.safeParse(JSON.parse(text));
      expect(isMessage(message as FromHub), text).toBe(success);
      if (!success) continue;
      const again = decodeFromHub(encodeFromHub(message as HubMessage, random.pick(["iso", "ms"])));
      expect([again.length, seen(again[0])], text).toEqual([1, seen(message)]);
    }
  });

  test("cut and joined anywhere are frames that throw nothing", () => {
    const random = new SeededRandom(13);
    for (let count = 0; count < 20_000; count++) {
      const texts = Array.from({ length: 1 + random.int(4) }, () =>
        JSON.stringify(damaged(random)),
      );
      const frame = texts.join(random.pick(["\n", "", "\n\n", ",", "\r\n"]));
      const cut = frame.slice(random.int(3), frame.length - random.int(20));
      const messages = [...decodeFromClient(cut), ...decodeFromHub(cut)];
      expect(messages.length > 0, cut).toBe(cut.trim() !== "");
    }
  });
});

test("what a hub says is read as it was meant, in every format", () => {
  for (const line of lines) {
    const [message] = decodeFromHub(line);
    if (!isMessage(message as FromHub)) continue;
    for (const format of ["iso", "ms"] as const) {
      const again = decodeFromHub(encodeFromHub(message as HubMessage, format))[0];
      expect(seen(again)).toEqual(seen(message));
    }
  }
});
