// What a router can do to packets besides swallowing them: lose some, hold them up, refuse them, translate addresses.
// By Debian's iptables and conntrack, in the router's namespace, with which all of it goes.
import { fileURLToPath } from "node:url";
import type { Cable } from "./cable.ts";
import { Child, find } from "./child.ts";
import type { Stage } from "./stage.ts";

const DELAYS = fileURLToPath(new URL("servers/delays.py", import.meta.url));
// Debian's own; it needs no packages.
const PYTHON = "/usr/bin/python3";
/** Queues are numbered in each namespace by itself. */
const QUEUE = "7";

export class Firewall {
  readonly #cable: Cable;

  constructor(cable: Cable) {
    this.#cable = cable;
  }

  /** Loses that part of all packets, of both sides. */
  async lose(probability: number): Promise<void> {
    const chance = ["--mode", "random", "--probability", String(probability)];
    await this.#forward("-m", "statistic", ...chance, "-j", "DROP");
  }

  /** How many packets it has lost so far. */
  async lost(): Promise<number> {
    const table = await this.#cable.atRouter(iptables(), "-L", "FORWARD", "-v", "-x", "-n");
    return Number(table.match(/^\s*(\d+)\s+\d+\s+DROP\b.*statistic/m)?.[1]);
  }

  /** Whoever sends a packet is told that the connection is no more. */
  async refuse(): Promise<void> {
    await this.#forward("-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset");
  }

  /** Holds each packet up for so many milliseconds each way, give or take the jitter, which changes their order. */
  async delay(stage: Stage, ms: number, jitter: number): Promise<void> {
    const [command, ...args] = [...this.#cable.between, PYTHON, DELAYS, QUEUE];
    const child = Child.start(command as string, [...args, `${ms}`, `${jitter}`]);
    stage.ending(() => child.stop());
    await child.line(/^ready$/);
    await this.#forward("-j", "NFQUEUE", "--queue-num", QUEUE);
  }

  /** The client is behind a translator of addresses that lets nothing through of which it saw no beginning. */
  async translate(): Promise<void> {
    await this.#iptables("-t", "nat", "-A", "POSTROUTING", "-o", "far", "-j", "MASQUERADE");
    await this.#cable.atRouter(
      "sh",
      "-c",
      "echo 0 > /proc/sys/net/netfilter/nf_conntrack_tcp_loose",
    );
    await this.#forward("-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP");
  }

  /** The translator forgets all that passes through it. */
  async forget(): Promise<void> {
    await this.#cable.atRouter(find("conntrack") ?? "conntrack", "-F");
  }

  async pass(): Promise<void> {
    await this.#iptables("-F", "FORWARD");
  }

  #forward(...rule: string[]): Promise<void> {
    return this.#iptables("-A", "FORWARD", ...rule);
  }

  async #iptables(...args: string[]): Promise<void> {
    await this.#cable.atRouter(iptables(), ...args);
  }
}

const iptables = (): string => find("iptables") ?? "iptables";
