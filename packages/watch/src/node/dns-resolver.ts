// Names to addresses with a resolver that can be cancelled: `getaddrinfo` cannot, and holds one of four threads for as long as it hangs.

import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { ProbeError } from "../errors.ts";

/** Resolves with what `ask` gives. When the signal aborts, the questions are cancelled. */
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
  }
}

/** The first address of a host. `localhost` is one of the machine's own (RFC 6761, 6.3), and asks nobody. */
export async function addressOf(host: string, signal: AbortSignal): Promise<string> {
  if (isIP(host) !== 0) return host;
  if (/^(.*\.)?localhost\.?$/i.test(host)) return "127.0.0.1";
  const address = await resolving(undefined, signal, async (resolver) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    if (v4.status === "fulfilled" && v4.value[0] !== undefined) return v4.value[0];
    if (v6.status === "fulfilled" && v6.value[0] !== undefined) return v6.value[0];
    throw new ProbeError(
      `The name ${host} has no address.`,
      v4.status === "rejected" ? v4.reason : undefined,
    );
  });
  return address;
}
