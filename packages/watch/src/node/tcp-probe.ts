// A probe that connects by TCP, and may ask and be answered.

import { checkNames, ConfigError } from "@skep/core/base";
import type { Socket } from "node:net";
import { ProbeError } from "../errors.ts";
import { checkPayload } from "../option-checks.ts";
import { type Probe, type ProbeContext, probeOf } from "../probe.ts";
import { checkExpected, matches } from "../probes/expected-text.ts";
import { checkHost, withoutBrackets } from "./dns-resolver.ts";
import { addressesOf, type NameSources } from "./host-addresses.ts";
import { connectedTo } from "./tcp-connection.ts";

/** Where it connects to, and which answer is a good one. */
export interface TcpProbeOptions {
  /**
   * A name or an address. Names are looked up in `/etc/hosts` and then asked of DNS, with the search list of `/etc/resolv.conf`, so that a probe
   * can give it up; other sources of names, such as mDNS, are not asked. Deno has to be allowed to read the two files. Of several addresses, one is
   * tried after the other.
   */
  readonly host: string;
  /** From 1 to 65,535. */
  readonly port: number;
  /** Sent once it is connected, such as `"PING\r\n"`. Default: nothing. */
  readonly send?: string | Uint8Array | undefined;
  /**
   * What the answer must have in it, or a function that judges what has come so far; up to 64 KiB are read. A port that takes connections may
   * belong to a process that hangs, so give it where the service answers anything. Default: to be connected is enough.
   */
  readonly expect?: string | RegExp | ((text: string) => boolean) | undefined;
}

const NAMES = ["host", "port", "send", "expect"];
const LONGEST_ANSWER = 65_536;

/** Each probe has a connection of its own, which it ends. Throws a `ConfigError`. */
export function tcpProbe(options: TcpProbeOptions): Probe {
  checkNames(options, NAMES);
  const { port } = options;
  checkHost("host", options.host);
  const host = withoutBrackets(options.host);
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535)
    throw new ConfigError("port", "a whole number from 1 to 65535", port);
  checkPayload("send", options.send);
  checkExpected("expect", options.expect);
  return probeOf(host, (context) => askByTcp({ ...options, host }, context));
}

/** One run of the probe. */
export async function askByTcp(
  options: TcpProbeOptions,
  { signal }: Pick<ProbeContext, "signal">,
  sources?: NameSources,
): Promise<void> {
  signal.throwIfAborted();
  const addresses = await addressesOf(options.host, signal, sources);
  const socket = await connectedTo(addresses, options.port, signal);
  const give = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", give);
  try {
    signal.throwIfAborted();
    await answered(socket, options);
  } finally {
    signal.removeEventListener("abort", give);
    socket.destroy();
  }
}

function answered(socket: Socket, { expect, send }: TcpProbeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk.slice(0, LONGEST_ANSWER - text.length);
      try {
        if (expect !== undefined && matches(text, expect)) resolve();
        else if (text.length >= LONGEST_ANSWER)
          reject(new ProbeError("Its answer is another one."));
      } catch (error) {
        reject(error);
      }
    });
    socket.once("end", () =>
      reject(new ProbeError("It ended the connection before there was an answer.")),
    );
    socket.once("error", reject);
    socket.once("close", () => reject(new ProbeError("The connection was closed.")));
    if (send !== undefined) socket.write(send);
    if (expect === undefined) resolve();
  });
}
