// A probe that asks DNS for a name.

import { checkNames, checkType, ConfigError } from "@skep/core/base";
import { Resolver } from "node:dns/promises";
import { ProbeError } from "../errors.ts";
import { type Probe, type ProbeContext, probeOf } from "../probe.ts";
import { checkHost, resolving } from "./dns-resolver.ts";

/** What is asked of whom. None has to be given. */
export interface DnsProbeOptions {
  /** The type of the records. Default: `A`. */
  readonly type?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SRV" | "TXT" | undefined;
  /** Addresses of the servers to ask, each with a port if it is not 53. Default: those of the system. */
  readonly servers?: readonly string[] | undefined;
  /** Judges the records, as `resolver.resolve` of `node:dns` gives them. Default: one record is enough. */
  readonly expect?: ((records: readonly unknown[]) => boolean) | undefined;
}

const TYPES: readonly unknown[] = ["A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT"];

/** It has a resolver of its own, which it cancels: no thread of the process waits. Throws a `ConfigError`. */
export function dnsProbe(name: string, options: DnsProbeOptions = {}): Probe {
  checkHost("name", name);
  checkNames(options, ["type", "servers", "expect"]);
  checkType("expect", options.expect, "function");
  const { servers, type = "A" } = options;
  if (!TYPES.includes(type)) throw new ConfigError("type", `one of ${TYPES.join(", ")}`, type);
  if (servers !== undefined) checkServers(servers);
  return probeOf(servers?.[0], (context) => ask(name, { ...options, type }, context));
}

/** Node itself says what an address is. */
function checkServers(servers: readonly string[]): void {
  try {
    if (servers.length === 0) throw new RangeError("There is no address.");
    new Resolver().setServers(servers);
  } catch (cause) {
    throw new ConfigError("servers", "a list of addresses that is not empty", servers, cause);
  }
}

async function ask(
  name: string,
  { expect, servers, type = "A" }: DnsProbeOptions,
  { signal }: ProbeContext,
): Promise<void> {
  const records: unknown = await resolving(servers, signal, (resolver) =>
    resolver.resolve(name, type),
  );
  const list: readonly unknown[] = Array.isArray(records) ? records : [records];
  const isGood = expect === undefined ? list.length > 0 : expect(list);
  if (!isGood) throw new ProbeError(`The records of ${name} are other ones.`);
}
