// A probe that connects by TCP, and may ask and be answered.

import { ConfigError } from "@skep/core/base";
import { connect, type Socket } from "node:net";
import { ProbeError } from "../errors.ts";
import { checkNames, checkText } from "../option-checks.ts";
import { type Probe, type ProbeContext, probeOf } from "../probe.ts";
import { matches } from "../probes/http-probe.ts";
import { addressOf } from "./dns-resolver.ts";

/** Where it connects to, and which answer is a good one. */
export interface TcpProbeOptions {
  /** A name or an address. Names are asked of DNS, which a probe can give up; `/etc/hosts` is not read but for `localhost`. */
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
  const { expect, host, port, send } = options;
  checkText("host", host);
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535)
    throw new ConfigError("port", "a whole number from 1 to 65535", port);
  if (send !== undefined && typeof send !== "string" && !(send instanceof Uint8Array))
    throw new ConfigError("send", "a text or bytes", typeof send);
  if (
    expect !== undefined &&
    !["string", "function"].includes(typeof expect) &&
    !(expect instanceof RegExp)
  )
    throw new ConfigError("expect", "a text, a regular expression or a function", typeof expect);
  return probeOf(host, (context) => ask(options, context));
}

async function ask(options: TcpProbeOptions, { signal }: ProbeContext): Promise<void> {
  const address = await addressOf(options.host, signal);
  signal.throwIfAborted();
  const socket = connect({ host: address, port: options.port });
  const give = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", give);
  try {
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
    socket.once("connect", () => {
      if (send !== undefined) socket.write(send);
      if (expect === undefined) resolve();
    });
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
  });
}
