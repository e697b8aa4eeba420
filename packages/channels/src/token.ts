// The token of a client: where it comes from, and where a hub is shown it. When it is renewed is not known here.

import { ConfigError, unlessAborted } from "@skep/core/base";
import { protocolsWithToken } from "@skep/protocol";
import type { ConnectionOptions, Provided, ProviderContext } from "skep/connection";
import { TokenError } from "./errors.ts";
import type { HubSessionOptions } from "./session.ts";

/** What the function for the token is told. */
export interface TokenContext {
  /** Aborted when the token is no longer waited for: after 10 s, and when the dial for which it was asked is given up. */
  readonly signal: AbortSignal;
}

/** Text, or a function that gives it. */
export type GivenToken = string | ((context: TokenContext) => string | Promise<string>);

/** Where a hub is shown the token. */
export type TokenPlace = "message" | "subprotocol" | "query";

export class Token {
  readonly #given: GivenToken | undefined;
  readonly #failed: (error: TokenError) => void;
  /** The one that was given last. */
  latest: string | undefined;

  constructor(given: GivenToken | undefined, failed: (error: TokenError) => void) {
    if (!["string", "function", "undefined"].includes(typeof given))
      throw new ConfigError("token", "text or a function", typeof given);
    this.#given = given;
    this.#failed = failed;
  }

  get isGiven(): boolean {
    return this.#given !== undefined;
  }

  /** There may be another one. */
  get isRenewable(): boolean {
    return typeof this.#given === "function";
  }

  /** Asks for a token. Why there is none is told, and thrown. */
  async ask(signal: AbortSignal): Promise<string> {
    const given = this.#given;
    if (typeof given !== "function") return (this.latest = given as string);
    try {
      return (this.latest = await textOf(given, signal));
    } catch (error) {
      // A dial that is given up has told why by itself.
      if (!signal.aborted || error instanceof TokenError) this.#failed(error as TokenError);
      throw error;
    }
  }
}

/** Does not wait for a function that does not heed the signal. */
async function textOf(given: Exclude<GivenToken, string>, signal: AbortSignal): Promise<string> {
  const token: unknown = await unlessAborted(signal, async () => {
    try {
      return await given({ signal });
    } catch (error) {
      throw new TokenError("has failed", error);
    }
  });
  if (typeof token === "string") return token;
  throw new TokenError(`gave ${typeof token} in place of text`);
}

/** The options of a session whose dials ask for the token, and show it to the hub where the place is one of the upgrade. */
export function withToken(
  options: HubSessionOptions,
  token: Token,
  place: TokenPlace,
): HubSessionOptions {
  const { id, protocols, url } = options;
  if (!token.isGiven) return options;
  switch (place) {
    case "message":
      return { ...options, protocols: (context) => tokenFirst(token, protocols, context) };
    case "subprotocol":
      if (protocols === undefined)
        return {
          ...options,
          protocols: async ({ signal }) => protocolsWithToken(await token.ask(signal)),
        };
      throw new ConfigError("protocols", "left out, as the token is a subprotocol", "given");
    case "query":
      // A peer whose URL is asked for has no name of its own.
      return {
        ...options,
        id: id ?? (typeof url === "function" ? undefined : String(url)),
        url: (context) => urlWithToken(token, url, context),
      };
    default:
      throw new ConfigError("tokenVia", "one of message, subprotocol, query", place);
  }
}

/** With the dial, and not with the open link, as a hub does not wait long for the first message. */
async function tokenFirst(
  token: Token,
  protocols: ConnectionOptions["protocols"],
  context: ProviderContext,
): Promise<string | readonly string[]> {
  await token.ask(context.signal);
  return (await resolve(protocols, context)) ?? [];
}

async function urlWithToken(
  token: Token,
  url: ConnectionOptions["url"],
  context: ProviderContext,
): Promise<string> {
  const [whole = ""] = String(await resolve(url, context)).split("#");
  const text = encodeURIComponent(await token.ask(context.signal));
  return `${whole}${whole.includes("?") ? "&" : "?"}token=${text}`;
}

function resolve<T>(provided: Provided<T>, context: ProviderContext): T | Promise<T> {
  return typeof provided === "function"
    ? (provided as (context: ProviderContext) => T | Promise<T>)(context)
    : provided;
}
