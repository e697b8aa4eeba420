// Which errors of ws mean that the peer, and not the network, is at fault.

/**
 * `readLimit`: a message was too large. `protocol`: what came is neither HTTP nor WebSocket as it should be.
 * `answered` is true between the answer 101 and `open`, where ws alone complains, and without a code.
 */
export function violationOf(
  error: Error & { readonly code?: string },
  answered: boolean,
): "readLimit" | "protocol" | undefined {
  const { code } = error;
  if (code === undefined) return answered ? "protocol" : undefined;
  if (TOO_LARGE.includes(code)) return "readLimit";
  return FOUL.test(code) ? "protocol" : undefined;
}

const TOO_LARGE = ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"];

// Of the receiver of ws, of zlib under it, and of Node's HTTP parser; the last knows one for a connection
// that ended early, which is nobody's fault.
const FOUL = /^(WS_ERR_|Z_|HPE_(?!INVALID_EOF_STATE))/;
