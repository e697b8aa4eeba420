// Subprotocols of WebSocket (RFC 6455 1.9) as a place for a token: a page can set no headers, and a URL ends up in logs.

/** The subprotocol of a hub, and the one that it answers with: a token is never sent back. */
export const SUBPROTOCOL = "skep-hub";

/** What the subprotocol that carries a token begins with. */
const TOKEN = `${SUBPROTOCOL}.token.`;

/**
 * The subprotocols that a client with this token offers. The token is written as base64url (RFC 4648 5) of UTF-8 without padding, as a
 * subprotocol may hold no spaces, commas or slashes (RFC 9110 5.6.2).
 */
export function protocolsWithToken(token: string): readonly string[] {
  const bytes = new TextEncoder().encode(token);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const text = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return [SUBPROTOCOL, TOKEN + text];
}

/** The token among the subprotocols that a client offers. Undefined where there is none, more than one, or one that cannot be read. */
export function tokenOfProtocols(protocols: readonly string[]): string | undefined {
  const [carrier, ...others] = protocols.filter((protocol) => protocol.startsWith(TOKEN));
  if (carrier === undefined || others.length > 0) return undefined;
  const token = decoded(carrier.slice(TOKEN.length));
  // A token has one way of being written: what is compared as text elsewhere means the same here.
  return token !== undefined && protocolsWithToken(token)[1] === carrier ? token : undefined;
}

function decoded(text: string): string | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
