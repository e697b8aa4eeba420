// Asks the application who a client is, and holds its answer against what a hub needs.

import type { Clock } from "@skep/core/base";
import { channelFault } from "@skep/protocol";
import type { Identity } from "../core/input.ts";
import type { Authenticate, AuthFailure, AuthRequest, AuthResult } from "./authenticator.ts";
import { timelyAnswer } from "../timely-answer.ts";

/** Who the client is, or why it is not let in. */
export type AuthOutcome =
  | { readonly identity: Identity; readonly failure?: undefined }
  | { readonly failure: AuthFailure; readonly error?: unknown };

export interface AuthenticationOptions {
  readonly authenticate: Authenticate;
  /** In milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
}

/** `clock` counts `timeout`; it also says what has expired. Never rejects. */
export async function authenticateClient(
  request: AuthRequest,
  { authenticate, clock, timeout }: AuthenticationOptions,
  signal?: AbortSignal,
): Promise<AuthOutcome> {
  const given = await timelyAnswer((aborted) => authenticate(request, { signal: aborted }), {
    clock,
    timeout,
    gone: signal,
  });
  if (given.failure !== undefined) return given;
  if (given.answer === undefined)
    return { failure: request.token === undefined ? "missing" : "refused" };
  try {
    return identityOf(given.answer, clock.wall());
  } catch (error) {
    return { failure: "invalid", error };
  }
}

/** Throws for what is no identity. */
function identityOf(
  { userId, claims = {}, channels = [], expiresAt }: AuthResult,
  now: number,
): AuthOutcome {
  const user = typeof userId === "string" ? userId.trim() : "";
  const wrong = channels.find((channel) => channelFault(channel) !== undefined);
  if (user === "") return { failure: "invalid", error: new Error("The user is blank.") };
  if (wrong !== undefined)
    return { failure: "invalid", error: new Error(`${wrong} is not the name of a channel.`) };
  if (expiresAt !== undefined && !(expiresAt > now)) return { failure: "expired" };
  const identity = { userId: user, claims: frozen(structuredClone(claims)) };
  return { identity: { ...identity, channels: [...channels], expiresAt } };
}

/** Freezes a value and all that it holds, circles included. */
function frozen<T extends object>(value: T): T {
  const seen = new Set<object>([value]);
  // A set that grows while it is walked gives what was added too.
  for (const each of seen) {
    if (ArrayBuffer.isView(each)) continue;
    for (const inner of Object.values(each))
      if (typeof inner === "object" && inner !== null) seen.add(inner);
    Object.freeze(each);
  }
  return value;
}
