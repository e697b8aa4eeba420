// The addresses of a host, as the rest of the process finds them, but for one thing: the search can be given up.

import { handled } from "@skep/core/base";
import type { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { env, platform } from "node:process";
import { ProbeError } from "../errors.ts";
import { resolving } from "./dns-resolver.ts";
import { addressesIn } from "./hosts-file.ts";
import { namesToAsk } from "./search-list.ts";

/** What the machine says of names. */
export interface NameSources {
  /** Paths. A file that cannot be read counts as empty. */
  readonly hosts: string;
  readonly resolvConf: string;
  /** Default: those of the system. */
  readonly servers?: readonly string[];
}

export const SYSTEM_SOURCES: NameSources =
  platform === "win32"
    ? {
        hosts: `${env["SystemRoot"] ?? "C:\\Windows"}\\System32\\drivers\\etc\\hosts`,
        resolvConf: "",
      }
    : { hosts: "/etc/hosts", resolvConf: "/etc/resolv.conf" };

/**
 * At least one. `localhost` is the machine's own (RFC 6761, 6.3); then the file of hosts is read, and then DNS is asked, with the search list.
 */
export async function addressesOf(
  host: string,
  signal: AbortSignal,
  sources: NameSources = SYSTEM_SOURCES,
): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  if (/^(.*\.)?localhost\.?$/i.test(host)) return ["127.0.0.1", "::1"];
  const known = addressesIn(await textOf(sources.hosts), host.replace(/\.$/, ""));
  if (known.length > 0) return known;
  const names = namesToAsk(host, await textOf(sources.resolvConf));
  return resolving(sources.servers, signal, (resolver) => firstFound(host, names, resolver));
}

/** A runtime may not be allowed to read it. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

async function firstFound(
  host: string,
  names: readonly string[],
  resolver: Resolver,
): Promise<readonly string[]> {
  let failure: unknown;
  for (const name of names)
    try {
      return await addressesFromDns(name, resolver);
    } catch (error) {
      // Cancelled: the others would be asked in vain.
      if ((error as { code?: string }).code === "ECANCELLED") throw error;
      failure = error;
    }
  throw new ProbeError(`The name ${host} has no address.`, failure);
}

/** Both families are asked for at once; where there is an address of the fourth version, nobody waits for the sixth. */
async function addressesFromDns(name: string, resolver: Resolver): Promise<readonly string[]> {
  const six = handled(resolver.resolve6(name));
  try {
    return await resolver.resolve4(name);
  } catch (error) {
    return six.catch(() => {
      throw error;
    });
  }
}
