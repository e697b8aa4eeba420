// Where a client's token stands in its request.

import { SUBPROTOCOL, tokenOfProtocols } from "@skep/protocol";
import type { UpgradeRequest } from "./upgrade-request.ts";

/**
 * `header`: `Authorization: Bearer …`. `header:NAME`: the whole of another header, such as `header:x-api-key`. `query`: the parameter
 * `token`, or `query:NAME`; it can stand in logs of others. `cookie:NAME`: a cookie. `subprotocol`: a WebSocket subprotocol, which is all that
 * a browser's page can choose. `message`: the first message, `hello`.
 */
export type TokenSource =
  | "header"
  | `header:${string}`
  | "query"
  | `query:${string}`
  | `cookie:${string}`
  | "subprotocol"
  | "message";

/** Whether this is one of them. */
export function isTokenSource(source: unknown): source is TokenSource {
  return (
    typeof source === "string" &&
    /^(header|query|subprotocol|message|(header|query|cookie):[\w!#$%&'*+.^`|~-]+)$/.test(source)
  );
}

/** What was found: a token, nothing, or something that is no token. */
export type FoundToken =
  | { readonly token: string }
  | { readonly token?: undefined; readonly isMalformed: boolean };

/** The longest token, in characters. */
const LONGEST = 4_096;

const NOTHING: FoundToken = { isMalformed: false };
const MALFORMED: FoundToken = { isMalformed: true };

/** The token of the first of these sources that has something. */
export function findToken(request: UpgradeRequest, sources: readonly TokenSource[]): FoundToken {
  for (const source of sources) {
    const found = inSource(request, source);
    if (found !== NOTHING) return found;
  }
  return NOTHING;
}

function inSource({ headers, url }: UpgradeRequest, source: TokenSource): FoundToken {
  const [where, name] = split(source);
  switch (where) {
    case "header":
      return name === undefined
        ? bearer(headers.get("authorization"))
        : given(headers.get(name.toLowerCase()));
    case "query":
      return given(parameter(url, name ?? "token"));
    case "cookie":
      return given(cookie(headers.get("cookie") ?? "", name ?? "token"));
    case "subprotocol":
      return given(tokenOfProtocols(offered(headers.get("sec-websocket-protocol"))));
    default:
      return NOTHING;
  }
}

function split(source: string): [where: string, name: string | undefined] {
  const colon = source.indexOf(":");
  return colon < 0 ? [source, undefined] : [source.slice(0, colon), source.slice(colon + 1)];
}

function given(text: string | null | undefined): FoundToken {
  if (text === null || text === undefined) return NOTHING;
  return text === "" || text.length > LONGEST ? MALFORMED : { token: text };
}

/** RFC 6750, section 2.1. */
function bearer(header: string | null): FoundToken {
  if (header === null) return NOTHING;
  const parts = header.split(" ");
  const [scheme = "", token = ""] = parts;
  return parts.length === 2 && scheme.toLowerCase() === "bearer" ? given(token) : MALFORMED;
}

function parameter(url: string, name: string): string | null {
  const query = url.indexOf("?");
  return query < 0 ? null : new URLSearchParams(url.slice(query + 1)).get(name);
}

/** RFC 6265, section 4.2.1: pairs, separated by a semicolon and a space. */
function cookie(header: string, name: string): string | undefined {
  const pair = header.split(";").find((each) => each.trimStart().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf("=") + 1).trim();
}

function offered(header: string | null): readonly string[] {
  return header === null ? [] : header.split(",").map((name) => name.trim());
}

/** The subprotocol that the hub answers: its own where it was offered, and never a token. */
export function answeredSubprotocol({ headers }: UpgradeRequest): string | undefined {
  return offered(headers.get("sec-websocket-protocol")).includes(SUBPROTOCOL)
    ? SUBPROTOCOL
    : undefined;
}
