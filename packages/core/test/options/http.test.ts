// Subprotocols and header fields of the upgrade request.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { checkHeaders, checkHeadersAllowed, checkProtocols } from "../../src/options/http.ts";
import type { Transport } from "../../src/transport.ts";
import { refusal } from "./support/refusal.ts";
import { said } from "../../../../tools/production/said.ts";

describe("subprotocols", () => {
  it("may be one token or a list, which is copied and frozen", () => {
    expect(checkProtocols("graphql-transport-ws", "protocols")).toBe("graphql-transport-ws");
    const list = ["mqtt", "v12.stomp", "!#$%&'*+-.^_`|~09azAZ"];
    const copy = checkProtocols(list, "protocols");
    expect(copy).toEqual(list);
    expect(copy).not.toBe(list);
    expect(Object.isFrozen(copy)).toBe(true);
    expect(checkProtocols([], "protocols")).toEqual([]);
    expect(checkProtocols(["a", "A"], "protocols")).toEqual(["a", "A"]);
  });

  // RFC 2616 2.2: control characters, space and separators.
  it.each(['()<>@,;:\\"/[]?={} \t\n\r\0\x7f', "éä€"].flatMap((signs) => signs.split("")))(
    "refuses %j in a token",
    (sign) => {
      for (const given of [`a${sign}b`, ["fine", `a${sign}b`]]) {
        const error = refusal(() => checkProtocols(given, "protocols"));
        expect(error.path).toBe("protocols");
        expect(error.value).toBe("string");
      }
    },
  );

  it.each([
    ["", '"string"'],
    [[""], '"string"'],
    [["a", "b", "a"], '"string"'],
    [["a", 5], "5"],
    [5, "5"],
    [null, "null"],
    [{}, "an object of Object"],
    [[["a"]], "an array"],
    [["a", undefined], "undefined"],
  ])("refuses %j", (given, shown) => {
    expect(refusal(() => checkProtocols(given, "protocols")).message).toBe(
      said(`protocols must be a subprotocol name or a list of distinct ones, got ${shown}.`),
    );
  });
});

describe("headers", () => {
  it("are copied and frozen", () => {
    const given = { Authorization: "Bearer x", "x-empty": "", "x-latin": "\t é~\xff" };
    const copy = checkHeaders(given, "headers");
    expect(copy).toEqual(given);
    expect(copy).not.toBe(given);
    expect(Object.isFrozen(copy)).toBe(true);
  });

  it.each([
    [null, "headers must be an object of fields, got null."],
    ["a: b", 'headers must be an object of fields, got "string".'],
    [["a", "b"], "headers must be an object of fields, got an array."],
    [[5], "headers must be an object of fields, got an array."],
    [[["a", "x\r\nb: y"]], 'headers.a must be a field of HTTP, got "string".'],
    [new Map([["a", 5]]), 'headers.a must be a field of HTTP, got "number".'],
    [{ "a b": "x" }, 'headers.… must be a field of HTTP, got "string".'],
    [{ "": "x" }, 'headers.… must be a field of HTTP, got "string".'],
    [{ a: 5 }, 'headers.a must be a field of HTTP, got "number".'],
    [{ a: undefined }, 'headers.a must be a field of HTTP, got "undefined".'],
    [{ a: ["x"] }, 'headers.a must be a field of HTTP, got "object".'],
    // Of two fields of one name, the first was lost without a word.
    [
      [
        ["a", "b"],
        ["A", "c"],
      ],
      'headers.A must be a single value, got "2 values".',
    ],
    [{ a: "b", A: "c" }, 'headers.A must be a single value, got "2 values".'],
    [
      [
        [5, "x"],
        ["5", "y"],
      ],
      'headers.5 must be a single value, got "2 values".',
    ],
    [[null], "headers must be an object of fields, got an array."],
    [new Set(["ab"]), "headers must be an object of fields, got an object of Set."],
    [{ fine: "x", a: "x\r\nb: y" }, 'headers.a must be a field of HTTP, got "string".'],
  ])("%j are refused", (given, message) => {
    expect(refusal(() => checkHeaders(given, "headers")).message).toBe(said(message));
  });

  it.each([
    ["Headers of the platform", new Headers({ a: "b", c: "d" })],
    [
      "pairs",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a map",
      new Map([
        ["a", "b"],
        ["c", "d"],
      ]),
    ],
  ])("may be %s, which are copied into a record", (_, given) => {
    const copy = checkHeaders(given, "headers");
    expect(copy).toEqual({ a: "b", c: "d" });
    expect(Object.isFrozen(copy)).toBe(true);
  });

  it.each(["\r", "\n", "\0", "\x1f", "\x7f", "€", "😀"])("may not hold %j", (sign) => {
    refusal(() => checkHeaders({ a: `x${sign}y` }, "headers"));
  });

  it("are secrets, which no error repeats", () => {
    const error = refusal(() => checkHeaders({ Authorization: "canary\n" }, "headers"));
    expect(`${error.message} ${JSON.stringify(error)} ${inspect(error)}`).not.toContain("canary");
    expect(error.value).toBe("string");
  });

  it("are refused where the transport cannot send them, and the error says so", () => {
    const able = { name: "ws", can: { headers: true } } as Transport;
    const unable = { name: "platform", can: { headers: false } } as Transport;
    for (const headers of [{ a: "b" }, {}, () => ({})]) {
      checkHeadersAllowed(able, headers);
      expect(refusal(() => checkHeadersAllowed(unable, headers)).message).toContain(
        said("headers must be absent, as platform cannot send them"),
      );
    }
    checkHeadersAllowed(unable, undefined);
  });
});
