// Upgrades of servers that hand out the requests of the web, `Bun.serve` and `Deno.serve`: who is let in, and how the others are refused.

import { type Clock, ConfigError } from "@skep/core/base";
import type { Admit, Admitted, Refusal, UpgradeRequest } from "../admission/upgrade-request.ts";
import { BunLink, type BunServerLike } from "./bun-link.ts";
import { DenoLink } from "./deno-link.ts";
import { type DenoLike, denoGlobal } from "./runtime.ts";

export interface FetchAcceptorOptions {
  /** The longest message, in bytes. */
  readonly maxPayload: number;
  /** Asked before the handshake. */
  readonly admit: Admit;
  readonly clock: Clock;
  /** Milliseconds of silence after which Deno gives a client up; it is pinged after half of them. */
  readonly silence: number;
  /** Told of an upgrade that could not be carried out. */
  readonly failed: (error: unknown) => void;
}

/** What `Deno.serve` tells beside a request. */
export interface DenoInfoLike {
  readonly remoteAddr: { readonly transport: string; readonly hostname?: string | undefined };
}

export class FetchAcceptor {
  readonly #options: FetchAcceptorOptions;
  // Bound of both: what `admit` lets wait.
  readonly #asking = new Set<AbortController>();
  readonly #opening = new Set<DenoLink>();

  constructor(options: FetchAcceptorOptions) {
    this.#options = options;
  }

  /** Undefined where Bun has upgraded the request, and answers by itself. */
  async fetch(
    request: Request,
    server: BunServerLike | DenoInfoLike | undefined,
  ): Promise<Response | undefined> {
    const open = this.#opener(request, server);
    if (!isUpgrade(request))
      return new Response(null, { status: 426, headers: { Upgrade: "websocket" } });
    const asked = upgradeRequest(request, addressOf(request, server));
    const admission = await this.#ask(asked, request.signal);
    return "status" in admission ? refusalOf(admission) : open(admission);
  }

  /** The question ends with the client, or with `stop`. */
  async #ask(asked: UpgradeRequest, gone: AbortSignal): Promise<Admitted | Refusal> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    gone.addEventListener("abort", abort);
    if (gone.aborted) abort();
    this.#asking.add(controller);
    const admission = await this.#options.admit(asked, controller.signal);
    this.#asking.delete(controller);
    gone.removeEventListener("abort", abort);
    return admission;
  }

  /** Takes no more upgrades. Links are not ended. */
  stop(): void {
    for (const controller of this.#asking) controller.abort();
    for (const link of this.#opening) link.abandon();
  }

  /** How a link is opened here. */
  #opener(
    request: Request,
    server: BunServerLike | DenoInfoLike | undefined,
  ): (admitted: Admitted) => Response | undefined {
    if (isBunServer(server)) return (admitted) => openInBun(request, server, admitted);
    const deno = denoGlobal();
    if (deno === undefined)
      throw new ConfigError("server", "given as Bun.serve or Deno.serve give it", server);
    return (admitted) => this.#openInDeno(request, deno, admitted);
  }

  #openInDeno(request: Request, deno: DenoLike, admitted: Admitted): Response {
    const { clock, maxPayload, silence } = this.#options;
    try {
      const { response, socket } = deno.upgradeWebSocket(request, { idleTimeout: silence / 1_000 });
      // Deno's own option expects a space behind each comma of what was offered.
      if (admitted.protocol !== undefined)
        response.headers.set("Sec-WebSocket-Protocol", admitted.protocol);
      const settled = (link: DenoLink): void => void this.#opening.delete(link);
      const link = new DenoLink(socket, admitted, { clock, maxPayload, settled });
      this.#opening.add(link);
      link.begin();
      return response;
    } catch {
      return noUpgrade(admitted);
    }
  }
}

function openInBun(
  request: Request,
  server: BunServerLike,
  admitted: Admitted,
): Response | undefined {
  // Without the header, Bun answers the first protocol that was offered, which may be a token.
  const headers = { "Sec-WebSocket-Protocol": admitted.protocol ?? "" };
  const isOpen = server.upgrade(request, { data: new BunLink(admitted), headers });
  return isOpen ? undefined : noUpgrade(admitted);
}

/** The request is none of a WebSocket, or its client is gone. */
function noUpgrade(admitted: Admitted): Response {
  admitted.abandon();
  return new Response(null, { status: 400 });
}

function refusalOf({ status, headers = {} }: Refusal): Response {
  return new Response(null, { status, headers });
}

function isUpgrade({ headers, method }: Request): boolean {
  return method === "GET" && headers.get("upgrade")?.toLowerCase() === "websocket";
}

function isBunServer(server: object | undefined): server is BunServerLike {
  return server !== undefined && "upgrade" in server;
}

function addressOf(request: Request, server: BunServerLike | DenoInfoLike | undefined): string {
  if (server === undefined) return "";
  if (isBunServer(server)) return server.requestIP(request)?.address ?? "";
  return server.remoteAddr.hostname ?? "";
}

function upgradeRequest({ headers, url }: Request, remoteAddress: string): UpgradeRequest {
  const { pathname, search } = new URL(url);
  return { url: `${pathname}${search}`, headers, remoteAddress };
}
