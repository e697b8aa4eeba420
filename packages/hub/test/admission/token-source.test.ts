// Where a token is found in a request, and what is no token.

import { protocolsWithToken } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import {
  answeredSubprotocol,
  findToken,
  isTokenSource,
  type TokenSource,
} from "../../src/admission/token-source.ts";
import { requestWith } from "./support/request.ts";

const found = (
  sources: readonly TokenSource[],
  headers: Record<string, string>,
  url?: string,
): string | undefined => {
  const token = findToken(requestWith(headers, url), sources);
  return token.token ?? (token.isMalformed ? "malformed" : undefined);
};

describe("a token", () => {
  test.each([
    ["Bearer abc", "abc"],
    ["bearer abc", "abc"],
    ["BEARER a.b-c_d~e+f/g=", "a.b-c_d~e+f/g="],
  ])("is in the Authorization header %j", (authorization, token) => {
    expect(found(["header"], { authorization })).toBe(token);
  });

  test.each(["", "abc", "Basic abc", "Bearer", "Bearer ", "Bearer  abc", "Bearer a b"])(
    "is not in the Authorization header %j, which is malformed",
    (authorization) => {
      expect(found(["header"], { authorization })).toBe("malformed");
    },
  );

  test("is the whole of another header, whose name is written in any case", () => {
    expect(found(["header:X-API-Key"], { "x-api-key": "k 1" })).toBe("k 1");
  });

  test.each([
    ["/?token=abc", "abc"],
    ["/a/b?x=1&token=a%20b", "a b"],
    ["/?token=one&token=two", "one"],
    ["/?token=", "malformed"],
    ["/?other=abc", undefined],
    ["/token=abc", undefined],
  ])("is in the query of %j", (url, token) => {
    expect(found(["query"], {}, url)).toBe(token);
  });

  test("is in a parameter of another name", () => {
    expect(found(["query:access_token"], {}, "/?access_token=abc&token=x")).toBe("abc");
  });

  test.each([
    ["session=abc", "abc"],
    ["a=1; session=abc; b=2", "abc"],
    ["asession=no; session=a=b", "a=b"],
    ["xsession=no", undefined],
  ])("is in the cookie of %j", (cookie, token) => {
    expect(found(["cookie:session"], { cookie })).toBe(token);
  });

  test("is in a subprotocol, which is not the one that is answered", () => {
    const offered = protocolsWithToken("ä secret").join(", ");
    const headers = { "sec-websocket-protocol": offered };
    expect(found(["subprotocol"], headers)).toBe("ä secret");
    expect(answeredSubprotocol(requestWith(headers))).toBe("skep-hub");
    expect(answeredSubprotocol(requestWith({ "sec-websocket-protocol": "other" }))).toBeUndefined();
    expect(answeredSubprotocol(requestWith({}))).toBeUndefined();
  });

  test("is that of the first place that has something, even if that is none", () => {
    const headers = { authorization: "Basic x", cookie: "token=c" };
    expect(found(["header", "cookie:token"], headers)).toBe("malformed");
    expect(found(["query", "cookie:token"], headers, "/")).toBe("c");
    expect(found(["message"], headers)).toBeUndefined();
  });

  test("has at most 4,096 characters", () => {
    expect(found(["header"], { authorization: `Bearer ${"a".repeat(4_096)}` })).toHaveLength(4_096);
    expect(found(["header"], { authorization: `Bearer ${"a".repeat(4_097)}` })).toBe("malformed");
  });

  test("has a place that is one of those that there are", () => {
    for (const source of ["header", "header:x-key", "query", "query:t", "cookie:s", "message"])
      expect(isTokenSource(source)).toBe(true);
    for (const source of ["", "cookie", "cookie:", "body", "header: x", "message:x", 1, null])
      expect(isTokenSource(source)).toBe(false);
  });
});
