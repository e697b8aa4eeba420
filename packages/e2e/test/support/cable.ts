// A way through a network of its own, from a client's namespace over a router's to this one, that can be cut in
// several ways. Needs Linux, root and iproute2; leaves nothing behind.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { find } from "./child.ts";
import type { Stage } from "./stage.ts";

const run = promisify(execFile);

let count = 0;

/** Whose packets: those that the client sends, or those that come from far. */
export type Side = "near" | "far";

export class Cable {
  /** Where a server has to listen, here, so that the client's namespace reaches it. */
  readonly host: string;
  readonly #name: string;
  /** The first three numbers of the addresses, and where its own begin in the last. */
  readonly #net: string;
  readonly #first: number;

  private constructor() {
    const number = count++;
    this.#name = `skep${process.pid}-${number}`;
    // RFC 2544: addresses that no real network has. By process, as others may test here too.
    this.#net = `198.${18 + (process.pid & 1)}.${(process.pid >> 1) & 0xff}`;
    this.#first = (number * 8) & 0xff;
    this.host = this.#address(5);
  }

  static async lay(): Promise<Cable> {
    const cable = new Cable();
    try {
      await cable.#lay();
    } catch (error) {
      await cable.remove();
      throw error;
    }
    return cable;
  }

  /** Ends with the stage. */
  static async laid(stage: Stage): Promise<Cable> {
    const cable = await Cable.lay();
    stage.ending(() => cable.remove());
    return cable;
  }

  /** The command line that runs another at the client's end. */
  get within(): readonly string[] {
    return [ip(), "netns", "exec", this.#client];
  }

  /** The command line that runs another on the router. */
  get between(): readonly string[] {
    return [ip(), "netns", "exec", this.#middle];
  }

  /** Runs a command on the router; what it said. */
  async atRouter(...command: string[]): Promise<string> {
    const [program, ...args] = [...this.between, ...command] as [string, ...string[]];
    return (await run(program, args)).stdout;
  }

  /** The plug is pulled: the client's kernel knows, and tells. */
  async pull(): Promise<void> {
    await this.#router("link", "set", "near", "down");
  }

  async plug(): Promise<void> {
    await this.#router("link", "set", "near", "up");
  }

  /** The router swallows all packets, or those of one side, and neither end is told. */
  async swallow(side?: Side): Promise<void> {
    const which = side === undefined ? [] : ["iif", side];
    await this.#router("rule", "add", ...which, "blackhole", "priority", "1");
  }

  async pass(): Promise<void> {
    await this.#router("rule", "del", "priority", "1");
  }

  /** The client goes to another network: its address is gone, and it has a new one. */
  async roam(): Promise<void> {
    const at = ["-n", this.#client];
    await run(ip(), [...at, "address", "flush", "dev", "client"]);
    await this.#enter(7, 6);
  }

  /** The kernel takes the interfaces along. */
  async remove(): Promise<void> {
    for (const name of [this.#client, this.#middle])
      await run(ip(), ["netns", "del", name]).catch(() => {});
  }

  async #lay(): Promise<void> {
    for (const name of [this.#client, this.#middle]) {
      await run(ip(), ["netns", "add", name]);
      await run(ip(), ["-n", name, "link", "set", "lo", "up"]);
    }
    const here = `sk${process.pid % 1_000_000}s${this.#first}`;
    await this.#pair("near", "client", this.#client);
    await this.#pair("far", here, String(process.pid));
    await this.#join(["-n", this.#middle], "near", 2);
    await this.#join(["-n", this.#middle], "near", 6);
    await this.#join(["-n", this.#middle], "far", 4);
    await this.#join([], here, 5);
    await this.#enter(3, 2);
    await run(ip(), ["route", "add", `${this.#address(0)}/29`, "via", this.#address(4)]);
    await this.atRouter("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  }

  /** Two ends: one on the router, one in another namespace, by its name or a process in it. */
  async #pair(name: string, peer: string, netns: string): Promise<void> {
    await this.#router("link", "add", name, "type", "veth", "peer", peer, "netns", netns);
  }

  async #enter(at: number, via: number): Promise<void> {
    const where = ["-n", this.#client];
    await this.#join(where, "client", at);
    await run(ip(), [...where, "route", "add", "default", "via", this.#address(via)]);
  }

  // RFC 3021: two addresses are a network, without one for all.
  async #join(where: readonly string[], link: string, at: number): Promise<void> {
    await run(ip(), [...where, "address", "add", `${this.#address(at)}/31`, "dev", link]);
    await run(ip(), [...where, "link", "set", link, "up"]);
  }

  async #router(...what: string[]): Promise<void> {
    await run(ip(), ["-n", this.#middle, ...what]);
  }

  #address(at: number): string {
    return `${this.#net}.${this.#first + at}`;
  }

  get #client(): string {
    return `${this.#name}-client`;
  }

  get #middle(): string {
    return `${this.#name}-router`;
  }
}

const ip = (): string => find("ip") ?? "ip";
