// A resolver that can be cancelled: `getaddrinfo` cannot, and holds one of four threads for as long as it hangs.

import { ConfigError } from "@skep/core/base";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { checkText } from "../option-checks.ts";

/** A name as DNS knows it, or an address: no URL, no port. What stands there instead may hold a secret, so it is not shown. */
export function checkHost(path: string, value: unknown): void {
  checkText(path, value);
  if (isIP(withoutBrackets(value)) !== 0 || !/[\s/\\?#@:[\]]/.test(value)) return;
  const needed = "a name or an address, without a scheme, user info, port or path";
  throw new ConfigError(path, needed, typeof value);
}

/** URLs have addresses of the sixth version in brackets. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

/** Resolves with what `ask` gives. When the signal aborts, the questions are cancelled; and so are those that nobody waits for at the end. */
export async function resolving<T>(
  servers: readonly string[] | undefined,
  signal: AbortSignal,
  ask: (resolver: Resolver) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const resolver = new Resolver();
  if (servers) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener("abort", cancel);
  try {
    return await ask(resolver);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}
