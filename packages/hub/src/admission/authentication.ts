// Asks the application who a client is, and holds its answer against what a hub needs.

import { abortable, type Clock } from "@skep/core/base";
import { channelFault } from "@skep/protocol";
import type { Identity } from "../core/input.ts";
import type { Authenticate, AuthFailure, AuthRequest, AuthResult } from "./authenticator.ts";

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
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = clock.schedule(timeout, abort);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const result = await first(controller.signal, async () =>
      authenticate(request, { signal: controller.signal }),
    );
    if (result !== undefined) return identityOf(result, clock.wall());
    return { failure: request.token === undefined ? "missing" : "refused" };
  } catch (error) {
    return controller.signal.aborted ? { failure: "timeout" } : { failure: "failed", error };
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", abort);
  }
}

/** What `ask` gives, or a rejection when the signal aborts, whichever comes first. */
async function first<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  let given: T | undefined;
  await abortable(signal, (settle) => {
    ask().then((value) => {
      given = value;
      settle();
    }, settle);
    return () => {};
  });
  return given as T;
}

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
  try {
    const identity = { userId: user, claims: frozen(structuredClone(claims)) };
    return { identity: { ...identity, channels: [...channels], expiresAt } };
  } catch (error) {
    return { failure: "invalid", error };
  }
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
