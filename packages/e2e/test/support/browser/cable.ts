// A way through a network of its own, from a client's namespace over a router's to this one, that can be cut in
// two ways. Needs Linux, root and iproute2; leaves nothing behind.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { find } from "../child.ts";

const run = promisify(execFile);

let count = 0;

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
    this.host = this.#address(6);
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

  /** The command line that runs another at the client's end. */
  get within(): readonly string[] {
    return [ip(), "netns", "exec", this.#client];
  }

  /** The plug is pulled: the client's kernel knows, and tells. */
  async pull(): Promise<void> {
    await this.#router("link", "set", "near", "down");
  }

  async plug(): Promise<void> {
    await this.#router("link", "set", "near", "up");
  }

  /** The router swallows all packets, and neither end is told. */
  async swallow(): Promise<void> {
    await this.#router("rule", "add", "blackhole", "priority", "1");
  }

  async pass(): Promise<void> {
    await this.#router("rule", "del", "blackhole", "priority", "1");
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
    const far = `sk${process.pid % 1_000_000}s${this.#first}`;
    await this.#router(
      "link",
      "add",
      "near",
      "type",
      "veth",
      "peer",
      "client",
      "netns",
      this.#client,
    );
    await this.#router(
      "link",
      "add",
      "far",
      "type",
      "veth",
      "peer",
      far,
      "netns",
      String(process.pid),
    );
    await this.#join(["-n", this.#client], "client", 1);
    await this.#join(["-n", this.#middle], "near", 2);
    await this.#join(["-n", this.#middle], "far", 5);
    await this.#join([], far, 6);
    await run(ip(), ["-n", this.#client, "route", "add", "default", "via", this.#address(2)]);
    await run(ip(), ["route", "add", `${this.#address(0)}/30`, "via", this.#address(5)]);
    await run(ip(), [
      "netns",
      "exec",
      this.#middle,
      "sh",
      "-c",
      "echo 1 > /proc/sys/net/ipv4/ip_forward",
    ]);
  }

  async #join(where: readonly string[], link: string, at: number): Promise<void> {
    await run(ip(), [...where, "address", "add", `${this.#address(at)}/30`, "dev", link]);
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
