// Which rule a peer broke, in words for an operator: what was allowed or offered, and what came. A trimmed
// build has the file beside it in its place.

import type { IncomingHttpHeaders } from "node:http";
import { showProtocol } from "./show-protocol.ts";

/** What the words need to know of a link. */
export interface ViolationContext {
  /** The largest message allowed, in bytes; 0 is no limit. */
  readonly readLimit: number;
  /** The length of the message that came, as far as it is known; 0 where it is not. */
  readonly size: number;
  /** The largest header block allowed, in bytes. */
  readonly maxHeaderSize: number;
  /** The subprotocols that were offered. */
  readonly protocols: readonly string[];
  /** Headers of the answer 101, if one came. */
  readonly answer: IncomingHttpHeaders | undefined;
}

/** Goes on from "the peer broke the protocol: " or from "a message was larger than readLimit: ". */
export function violationWords(
  error: Error & { readonly code?: string },
  context: ViolationContext,
): string {
  const { code = "", message } = error;
  const rule = RULES[code];
  if (rule !== undefined) return rule + came(message);
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") return sizeWords(context);
  if (code === "HPE_HEADER_OVERFLOW")
    return `the headers of its answer are larger than maxHeaderSize of nodeTransport (${context.maxHeaderSize} bytes)`;
  if (code.startsWith("HPE_"))
    return `its answer is not HTTP as it should be (${message.replace("Parse Error: ", "")})`;
  if (code.startsWith("Z_")) return `compressed data cannot be read (${code})`;
  return context.answer === undefined
    ? message
    : (upgradeWords(message, context.answer, context.protocols) ?? message);
}

/** Of a compressed message nobody knows how long it would have become. */
function sizeWords({ readLimit, size }: ViolationContext): string {
  const came = size > readLimit ? `${size} bytes, ` : "";
  return `${came}more than the ${readLimit} bytes that are allowed`;
}

// By the code of ws; sections of RFC 6455.
const RULES: Readonly<Record<string, string>> = {
  // 5.4, 5.5
  WS_ERR_EXPECTED_FIN: "a control frame came in fragments",
  // 7.4
  WS_ERR_INVALID_CLOSE_CODE: "a close frame has a code that must not be sent",
  // 5.5, 5.5.1
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH:
    "a control frame is longer than 125 bytes, or a close frame has half a code; its length",
  // 5.2, 5.4
  WS_ERR_INVALID_OPCODE: "a frame has an opcode that is reserved or out of place",
  // 8.1
  WS_ERR_INVALID_UTF8: "a text message or close reason is not UTF-8",
  WS_ERR_TOO_MANY_BUFFERED_PARTS:
    "a message came in more pieces than maxFragments or maxBufferedChunks of nodeTransport allows",
  // 5.1
  WS_ERR_UNEXPECTED_MASK: "a frame is masked, which only a client may do",
  // 5.2
  WS_ERR_UNEXPECTED_RSV_1: "a frame has the bit RSV1 set, and no extension was agreed on",
  WS_ERR_UNEXPECTED_RSV_2_3: "a frame has the reserved bit RSV2 or RSV3 set",
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: "a frame of more than 2^53 bytes was announced",
};

/** ws ends its message with the number that came, where there is one. */
function came(message: string): string {
  const number = /^Invalid WebSocket frame: .* (\d+)$/.exec(message)?.[1];
  return number === undefined ? "" : `: ${number}`;
}

/** RFC 6455 4.1: what a client checks in the answer 101. */
function upgradeWords(
  message: string,
  answer: IncomingHttpHeaders,
  offered: readonly string[],
): string | undefined {
  if (message.includes("subprotocol")) {
    const chosen = answer["sec-websocket-protocol"];
    const what = chosen === undefined ? "no subprotocol" : `subprotocol ${showProtocol(chosen)}`;
    const among = offered.map((name) => showProtocol(name, offered)).join(", ");
    return `the server chose ${what}; offered: ${among || "none"}`;
  }
  const [, header] =
    /(Upgrade|Sec-WebSocket-Accept|Sec-WebSocket-Extensions) header/.exec(message) ?? [];
  if (header === undefined) return undefined;
  const value = answer[header.toLowerCase()];
  return value === undefined
    ? `its answer has no ${header} header`
    : `its answer has a wrong ${header} header: ${JSON.stringify(String(value).slice(0, 60))}`;
}
