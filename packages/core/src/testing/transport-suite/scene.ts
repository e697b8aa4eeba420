// One case on stage: its server, its clients, and the rules that hold in every case.

import { systemClock } from "../../base/clock.ts";
import type { DialTarget, Transport, TransportCapabilities } from "../../transport.ts";
import type { SuiteAnswer, SuiteLink, SuiteServer } from "./server.ts";
import type { SuiteCapabilities, TransportSuiteOptions } from "./options.ts";
import { equal } from "./assert.ts";
import { SuiteClient } from "./client.ts";
import { RecordingSink } from "./recording-sink.ts";

/** A test of the suite: a sentence about the transport. */
export interface SuiteCase {
  readonly name: string;
  /** The one thing without which it makes no sense. */
  readonly needs?: keyof SuiteAbilities;
  readonly run: (scene: Scene) => Promise<void>;
}

/** What the transport itself and its adapter's test say that it can. */
export type SuiteAbilities = TransportCapabilities & SuiteCapabilities;

/** Both ends of a link. */
export interface Pair {
  readonly client: SuiteClient;
  readonly link: SuiteLink;
}

const ACCEPT: SuiteAnswer = { kind: "accept" };

export class Scene {
  readonly server: SuiteServer;
  readonly transport: Transport;
  readonly has: SuiteAbilities;
  readonly #timeout: number;
  readonly #clients: SuiteClient[] = [];

  constructor(options: TransportSuiteOptions, server: SuiteServer) {
    this.#timeout = options.timeout ?? 4_000;
    this.server = server;
    this.transport = options.transport();
    this.has = { ...this.transport.can, ...options.capabilities };
  }

  static async play(options: TransportSuiteOptions, run: SuiteCase["run"]): Promise<void> {
    const server = await options.server();
    try {
      const scene = new Scene(options, server);
      await run(scene);
      await scene.#end();
    } finally {
      await server.stop();
    }
  }

  /** Dials an answer of the server, or a URL as it is. */
  dial(to: SuiteAnswer | string = ACCEPT, target: Partial<DialTarget> = {}): SuiteClient {
    const url = typeof to === "string" ? to : this.server.url(to);
    const sink = new RecordingSink();
    const socket = this.transport.dial({ url, protocols: [], ...target }, sink);
    sink.returned = true;
    const client = new SuiteClient(url, socket, sink, (what, look) =>
      this.#until(sink, what, look),
    );
    this.#clients.push(client);
    return client;
  }

  /** Dials and waits for both ends. */
  async open(to: SuiteAnswer = ACCEPT, target: Partial<DialTarget> = {}): Promise<Pair> {
    const client = this.dial(to, target);
    await client.opened();
    return { client, link: await this.link(client) };
  }

  /** The server's end of what this client dialled. */
  link(client: SuiteClient): Promise<SuiteLink> {
    return this.server.link(client.url);
  }

  /** Gives everything that is under way the time to arrive: a whole link comes and goes. */
  async fence(): Promise<void> {
    const client = this.dial({ kind: "accept", greeting: "fence" });
    await client.message();
    client.socket.close(1000);
    await client.closed();
  }

  /** Waits until `look` finds something after a report to that sink. */
  #until<T>(sink: RecordingSink, what: string, look: () => T | undefined): Promise<T> {
    const timeout = this.#timeout;
    return new Promise((resolve, reject) => {
      const timer = systemClock().schedule(timeout, () =>
        reject(
          new Error(`${what} was not told within ${timeout} ms, only: ${sink.told.join(", ")}`),
        ),
      );
      const settle = (found: T): void => {
        timer.cancel();
        resolve(found);
      };
      sink.watch(look, settle);
    });
  }

  /** Every socket ends, once, and then is silent. */
  async #end(): Promise<void> {
    for (const client of this.#clients) client.socket.terminate();
    for (const client of this.#clients) await client.closed();
    await this.fence();
    for (const client of this.#clients) equal(client.sink.faults.join("; "), "", "broken rules");
  }
}
