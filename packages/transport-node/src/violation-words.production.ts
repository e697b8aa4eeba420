// Which rule a peer broke, as codes and values, for a trimmed build: the code of ws, of zlib or of Node's parser, or the header
// that is wrong, and what came or is allowed. What has neither is said as ws says it.

import { showProtocol } from "./show-protocol.ts";
import type * as full from "./violation-words.ts";

/** The code and what belongs to it. */
export const violationWords: typeof full.violationWords = ({ code, message }, context) => {
  const { readLimit, size, maxHeaderSize } = context;
  if (code === undefined) return wrongHeader(message, context) ?? message;
  const facts: (string | number | undefined)[] = [code, / (\d+)$/.exec(message)?.[1]];
  if (code === "HPE_HEADER_OVERFLOW") facts.push(maxHeaderSize);
  // Of a compressed message nobody knows how long it would have become.
  if (code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH")
    facts.push(size > readLimit ? size : undefined, readLimit);
  return facts.filter((fact) => fact !== undefined).join(" ");
};

/** RFC 6455 4.1: what a client checks in the answer 101. */
function wrongHeader(
  message: string,
  { answer, protocols }: full.ViolationContext,
): string | undefined {
  const [, header] = /(Upgrade|Sec-WebSocket-\w+) header/.exec(message) ?? [];
  if (answer === undefined) return undefined;
  if (message.includes("subprotocol")) {
    const chosen = answer["sec-websocket-protocol"];
    return [
      "Sec-WebSocket-Protocol",
      chosen === undefined ? "none" : showProtocol(chosen),
      ...protocols.map((name) => showProtocol(name, protocols)),
    ].join(" ");
  }
  if (header === undefined) return undefined;
  const value = answer[header.toLowerCase()];
  return value === undefined ? header : `${header} ${JSON.stringify(String(value).slice(0, 60))}`;
}
