// Which runtime this is: Bun and Deno are looked up when they are needed, so that this package can be imported anywhere.

import type { BunServerLike, BunWebSocketHandlerLike } from "./bun-link.ts";
import type { DenoSocketLike } from "./deno-link.ts";

/** The global of Bun. */
export interface BunLike {
  serve(options: {
    readonly port: number;
    readonly hostname?: string;
    readonly fetch: (
      request: Request,
      server: BunServerLike,
    ) => Promise<Response | undefined> | Response | undefined;
    readonly websocket: BunWebSocketHandlerLike;
  }): { readonly port: number; readonly hostname: string; stop(abrupt?: boolean): Promise<void> };
}

/** The global of Deno. */
export interface DenoLike {
  upgradeWebSocket(
    request: Request,
    options: { readonly idleTimeout: number },
  ): { readonly socket: DenoSocketLike; readonly response: Response };
}

export function bunGlobal(): BunLike | undefined {
  return Reflect.get(globalThis, "Bun") as BunLike | undefined;
}

export function denoGlobal(): DenoLike | undefined {
  return Reflect.get(globalThis, "Deno") as DenoLike | undefined;
}
