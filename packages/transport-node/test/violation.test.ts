// Which errors are the fault of the peer.
import { expect, test } from "vitest";
import { violationOf } from "../src/violation.ts";

const coded = (code: string): Error => Object.assign(new Error(code), { code });

test.each([
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", "readLimit"],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", "readLimit"],
  ["WS_ERR_INVALID_UTF8", "protocol"],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", "protocol"],
  ["Z_DATA_ERROR", "protocol"],
  ["HPE_INVALID_CONSTANT", "protocol"],
  ["HPE_INVALID_EOF_STATE", undefined],
  ["ECONNREFUSED", undefined],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", undefined],
])("%s is a violation: %s", (code, violation) => {
  expect(violationOf(coded(code), false)).toBe(violation);
  expect(violationOf(coded(code), true)).toBe(violation);
});

test("an error without a code is a violation between the answer 101 and open, and only there", () => {
  expect(violationOf(new Error("Invalid Sec-WebSocket-Accept header"), true)).toBe("protocol");
  expect(violationOf(new Error("of an agent"), false)).toBe(undefined);
});
