// The words for a peer that broke a rule: which one, by what, and nothing secret.
import { describe, expect, test } from "vitest";
import { said } from "../../../tools/production/said.ts";
import { type ViolationContext, violationWords } from "../src/violation-words.ts";

const context: ViolationContext = {
  size: 0,
  readLimit: 0,
  maxHeaderSize: 16_384,
  protocols: [],
  answer: undefined,
};

const words = (message: string, more: Partial<ViolationContext> = {}, code?: string): string =>
  violationWords(Object.assign(new Error(message), code && { code }), { ...context, ...more });

test.each([
  [
    "WS_ERR_INVALID_OPCODE",
    "Invalid WebSocket frame: invalid opcode 3",
    "opcode that is reserved or out of place: 3",
    "WS_ERR_INVALID_OPCODE 3",
  ],
  [
    "WS_ERR_INVALID_CLOSE_CODE",
    "Invalid WebSocket frame: invalid status code 999",
    "must not be sent: 999",
    "WS_ERR_INVALID_CLOSE_CODE 999",
  ],
  [
    "WS_ERR_INVALID_UTF8",
    "Invalid WebSocket frame: invalid UTF-8 sequence",
    "is not UTF-8",
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "WS_ERR_UNEXPECTED_RSV_2_3",
    "Invalid WebSocket frame: RSV2 and RSV3 must be clear",
    "RSV2 or RSV3 set",
    "WS_ERR_UNEXPECTED_RSV_2_3",
  ],
  [
    "WS_ERR_TOO_MANY_BUFFERED_PARTS",
    "Too many message fragments",
    "maxFragments",
    "WS_ERR_TOO_MANY_BUFFERED_PARTS",
  ],
  [
    "Z_DATA_ERROR",
    "invalid distance too far back",
    "compressed data cannot be read (Z_DATA_ERROR)",
    "Z_DATA_ERROR",
  ],
  [
    "HPE_INVALID_CONSTANT",
    "Parse Error: Expected HTTP/",
    "is not HTTP as it should be (Expected HTTP/)",
    "HPE_INVALID_CONSTANT",
  ],
  ["WS_ERR_OF_TOMORROW", "something new", "something new", "WS_ERR_OF_TOMORROW"],
])("%s is said as a rule", (code, message, sentence, facts) => {
  expect(words(message, {}, code)).toContain(said(sentence, facts));
});

test("limits are said in bytes, with the option that sets them", () => {
  expect(
    words("Max payload size exceeded", { readLimit: 524_288 }, "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"),
  ).toBe(
    said("more than the 524288 bytes that are allowed", "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH 524288"),
  );
  expect(
    words(
      "Max payload size exceeded",
      { readLimit: 4, size: 9 },
      "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
    ),
  ).toBe(
    said(
      "9 bytes, more than the 4 bytes that are allowed",
      "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH 9 4",
    ),
  );
  expect(words("Parse Error: Header overflow", {}, "HPE_HEADER_OVERFLOW")).toBe(
    said(
      "the headers of its answer are larger than maxHeaderSize of nodeTransport (16384 bytes)",
      "HPE_HEADER_OVERFLOW 16384",
    ),
  );
});

describe("an answer 101", () => {
  test.each([
    [
      "Server sent no subprotocol",
      ["chat.v2"],
      {},
      'no subprotocol; offered: "chat.v2"',
      'none "chat.v2"',
    ],
    [
      "Server sent an invalid subprotocol",
      ["chat.v2", "chat.v1"],
      { "sec-websocket-protocol": "chat.v3" },
      'subprotocol "chat.v3"; offered: "chat.v2", "chat.v1"',
      '"chat.v3" "chat.v2" "chat.v1"',
    ],
    [
      "Server sent a subprotocol but none was requested",
      [],
      { "sec-websocket-protocol": "chat.v3" },
      'subprotocol "chat.v3"; offered: none',
      '"chat.v3"',
    ],
  ])("%s", (message, protocols, answer, sentence, facts) => {
    expect(words(message, { protocols, answer })).toBe(
      said(`the server chose ${sentence}`, `Sec-WebSocket-Protocol ${facts}`),
    );
  });

  test("does not show a token that was offered, nor one that came back", () => {
    const protocols = ["bearer.canary", "chat.canary"];
    const answer = { "sec-websocket-protocol": "token.canary" };
    expect(words("Server sent an invalid subprotocol", { protocols, answer })).toBe(
      said(
        'the server chose subprotocol "toke…"; offered: "bear…", "chat…"',
        'Sec-WebSocket-Protocol "toke…" "bear…" "chat…"',
      ),
    );
  });

  test.each([
    [
      "Invalid Upgrade header",
      { upgrade: "h2c" },
      'a wrong Upgrade header: "h2c"',
      'Upgrade "h2c"',
    ],
    [
      "Invalid Sec-WebSocket-Accept header",
      {},
      "no Sec-WebSocket-Accept header",
      "Sec-WebSocket-Accept",
    ],
    [
      "Invalid Sec-WebSocket-Accept header",
      { "sec-websocket-accept": "another" },
      'a wrong Sec-WebSocket-Accept header: "another"',
      'Sec-WebSocket-Accept "another"',
    ],
    [
      "Server sent a Sec-WebSocket-Extensions header but no extension was requested",
      { "sec-websocket-extensions": "permessage-deflate" },
      'a wrong Sec-WebSocket-Extensions header: "permessage-deflate"',
      'Sec-WebSocket-Extensions "permessage-deflate"',
    ],
  ])("%s: %o", (message, answer, sentence, facts) => {
    expect(words(message, { answer })).toBe(said(`its answer has ${sentence}`, facts));
  });

  test("that is wrong in another way is said as ws says it", () => {
    expect(words("Something else", { answer: {} })).toBe("Something else");
    expect(words("Something else")).toBe("Something else");
  });
});
