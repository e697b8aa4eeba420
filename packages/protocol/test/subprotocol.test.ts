// A token among the subprotocols: what is written is read again, and what nobody has written is none.

import { describe, expect, test } from "vitest";
import { protocolsWithToken, SUBPROTOCOL, tokenOfProtocols } from "../src/subprotocol.ts";

const read = (text: string): string | undefined =>
  tokenOfProtocols([SUBPROTOCOL, `skep-hub.token.${text}`]);

describe("a token in a subprotocol", () => {
  test("is base64url of UTF-8 without padding, beside the protocol of the hub", () => {
    expect(protocolsWithToken("secret")).toEqual(["skep-hub", "skep-hub.token.c2VjcmV0"]);
    expect(protocolsWithToken("ä?>~")).toEqual(["skep-hub", "skep-hub.token.w6Q_Pn4"]);
  });

  const tokens = ["a", "ab", "abc", "a b,c/d=", "ключ", "🔑🔑", "\uFEFFa", "x".repeat(8_000)];
  test.each(tokens)("is read as it was written: %s", (token) => {
    const protocols = protocolsWithToken(token);
    expect(tokenOfProtocols(protocols)).toBe(token);
    expect(tokenOfProtocols(protocols.toReversed())).toBe(token);
    // RFC 9110 5.6.2: a token of HTTP.
    expect(protocols.every((protocol) => /^[\w!#$%&'*+.^`|~-]+$/.test(protocol))).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["padding", "YQ=="],
    ["the alphabet of base64", "+/+/"],
    ["a length that is none", "a"],
    ["bits that no byte has", "YR"],
    ["bytes that are no UTF-8", "_w"],
    ["a space", "YW Fh"],
  ])("is none with %s", (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  test("is none where it is missing, or there twice", () => {
    expect(tokenOfProtocols([])).toBeUndefined();
    expect(tokenOfProtocols([SUBPROTOCOL, "chat"])).toBeUndefined();
    const [, carrier = ""] = protocolsWithToken("a");
    expect(tokenOfProtocols([carrier, carrier])).toBeUndefined();
  });
});
