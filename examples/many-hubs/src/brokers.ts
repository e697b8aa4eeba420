// The brokers as processes: how each is started, and how it is asked whether it is there.

import { tcpProbe } from "@skep/watch/node";
import type { EngineName } from "./arguments.ts";

export interface BrokerProcess {
  readonly command: string;
  readonly args: readonly string[];
  /** With which it ends as one that has done its work. */
  readonly stopSignal: "SIGINT" | "SIGTERM";
  /** Good when the broker answers. */
  readonly probe: ReturnType<typeof tcpProbe>;
}

/** It listens on this port of this machine, and writes into this folder. */
export function brokerProcess(engine: EngineName, port: number, folder: string): BrokerProcess {
  const host = "127.0.0.1";
  if (engine === "nats")
    return {
      command: "nats-server",
      args: ["-a", host, "-p", String(port), "-js", "-sd", folder],
      stopSignal: "SIGINT",
      probe: tcpProbe({ host, port, expect: "INFO" }),
    };
  return {
    command: "redis-server",
    // It keeps nothing: after a kill its hubs have to tell their clients of a gap.
    args: ["--bind", host, "--port", String(port), "--dir", folder, "--save", ""],
    stopSignal: "SIGTERM",
    probe: tcpProbe({ host, port, send: "PING\r\n", expect: "+PONG" }),
  };
}
