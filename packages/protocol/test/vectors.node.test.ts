// docs/protocol.md is the contract: each of its examples is read and written exactly as it stands there, and its tables are those of the code.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeFromClient, decodeFromHub } from "../src/decode.ts";
import { encodeFromClient, encodeFromHub, type WireFormat } from "../src/encode.ts";
import { ERRORS } from "../src/error-codes.ts";
import type { ClientMessage, HubMessage } from "../src/messages.ts";
import { GAP_REASONS } from "../src/position.ts";
import { clientMessage, hubMessage } from "../src/schema.ts";

const page = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");

/** The lines of all blocks with this label. */
function examples(label: string): string[] {
  const blocks = page.matchAll(/^```json (\S+)\n(.*?)^```$/gms);
  const lines = [...blocks]
    .filter(([, name]) => name === label)
    .flatMap(([, , text]) => text?.split("\n") ?? []);
  return lines.filter((line) => line !== "");
}

describe("an example of the page", () => {
  test.each(examples("client"))("of a client: %s", (line) => {
    const [message] = decodeFromClient(line);
    expect(encodeFromClient(message as ClientMessage)).toBe(line);
    expect(clientMessage.safeParse(JSON.parse(line)).success).toBe(true);
  });

  test.each(examples("client-v0"))("of a client of v0: %s", (line) => {
    const [message] = decodeFromClient(line);
    const { channel, data, ...rest } = JSON.parse(line);
    const named = channel ?? data;
    expect(encodeFromClient(message as ClientMessage)).toBe(
      JSON.stringify({ ...rest, channel: named }),
    );
    expect(clientMessage.safeParse(JSON.parse(line)).success).toBe(true);
  });

  const ofHub = (["hub:iso", "hub-v0:v0", "hub-ms:ms"] as const).flatMap((names) => {
    const [label = "", format = ""] = names.split(":");
    return examples(label).map((line): [WireFormat, string] => [format as WireFormat, line]);
  });
  test.each(ofHub)("of a hub, in the format %s: %s", (format, line) => {
    const [message] = decodeFromHub(line);
    expect(encodeFromHub(message as HubMessage, format)).toBe(line);
    expect(hubMessage.safeParse(JSON.parse(line)).success).toBe(true);
  });

  test("of a hub has in v0 the fields of v0 alone, in their order", () => {
    const fields = ["type", "channel", "processId", "data", "timestamp"];
    for (const line of [...examples("hub"), ...examples("hub-v0")]) {
      const [message] = decodeFromHub(line);
      const ofV1 = ["welcome", "ack", "subscribed", "gap", "goaway", "ping"];
      if (ofV1.includes(message?.type ?? "")) continue;
      const names = Object.keys(JSON.parse(encodeFromHub(message as HubMessage, "v0")));
      expect(names).toEqual(fields.filter((name) => names.includes(name)));
    }
  });

  test("names the time of a publication as a position does", () => {
    const [first = "", second = ""] = examples("hub").filter((line) => line.includes('"event"'));
    const [{ timestamp } = {}] = decodeFromHub(second) as { timestamp?: number }[];
    const since = examples("client").flatMap((line) => JSON.parse(line).since ?? []);
    expect(since).toContainEqual({ e: "k7", o: JSON.parse(second).o, t: timestamp });
    expect(JSON.parse(second).p).toBe(JSON.parse(first).o);
  });

  test("is there for each type of message", () => {
    const types = (...labels: string[]): Set<string> =>
      new Set(labels.flatMap(examples).map((line) => JSON.parse(line).type));
    const [client, hub] = [types("client", "client-v0"), types("hub", "hub-v0")];
    expect([...client].toSorted()).toEqual([
      "auth",
      "hello",
      "history",
      "ping",
      "pong",
      "publish",
      "subscribe",
      "unsubscribe",
    ]);
    const pushed = [
      "ack",
      "error",
      "event",
      "gap",
      "goaway",
      "ping",
      "pong",
      "process_output",
      "process_status",
      "subscribed",
      "welcome",
    ];
    expect([...hub].toSorted()).toEqual(pushed);
  });
});

test("the table of errors is that of the code", () => {
  const rows = page.matchAll(/^\| `(\w+)` \| (never|auth|later) \| (\d*) ?\|/gm);
  const told = [...rows].map(([, code, verdict, close]) => [
    code,
    verdict,
    close === "" ? undefined : Number(close),
  ]);
  expect(told).toEqual(
    Object.entries(ERRORS).map(([code, { verdict, close }]) => [code, verdict, close]),
  );
});

test("the reasons of a gap are those of the code", () => {
  const table = page.slice(page.indexOf("| reason |"), page.indexOf("### Publications"));
  expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason)).toEqual(GAP_REASONS);
});
