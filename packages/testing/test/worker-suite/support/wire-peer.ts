// The other end of a worker on trial: a server that speaks the protocol by hand, over real sockets.
import { type RawLink, RawServer } from "@skep/conformance";
import type { WorkerSuitePeer } from "@skep/testing";
import { nodeTransport } from "@skep/transport-node";

const ANSWERS = {
  accept: { kind: "accept" },
  refuse: { kind: "status", status: 503 },
  hang: { kind: "mute" },
} as const;

// The suite has little time.
const SOON = { initialDelay: 20, minDelay: 10, maxDelay: 20 };

export class WirePeer implements WorkerSuitePeer {
  readonly target = { id: "wire", url: (): string => this.#next() };
  readonly pool = { transport: nodeTransport(), retry: SOON };
  readonly #server: RawServer;
  readonly #received: (string | Uint8Array)[] = [];
  #how: keyof typeof ANSWERS = "accept";
  #link: Promise<RawLink> | undefined;

  constructor(server: RawServer) {
    this.#server = server;
  }

  answer(how: keyof typeof ANSWERS): void {
    this.#how = how;
  }

  async lose(): Promise<void> {
    await (await this.#link)?.drop();
  }

  async deliver(data: string | Uint8Array): Promise<void> {
    await (await this.#link)?.send(data);
  }

  received(): readonly (string | Uint8Array)[] {
    return this.#received;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #next(): string {
    const url = this.#server.url(ANSWERS[this.#how]);
    this.#link = this.#server.link(url);
    // Where nobody comes, the wait ends with the server.
    if (this.#how === "accept") this.#link.then((link) => this.#read(link)).catch(() => {});
    return url;
  }

  async #read(link: RawLink): Promise<void> {
    for (;;) this.#received.push(await link.received());
  }
}
