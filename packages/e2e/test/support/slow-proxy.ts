// A TCP proxy in this process that takes its time with everything, or lets nothing through any more.
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { listen, type Stage } from "./stage.ts";

export interface SlowProxyOptions {
  /** Milliseconds that each read waits, the end of a connection included. */
  readonly delay?: number;
  /** Bytes a second, each way. */
  readonly rate?: number;
}

export class SlowProxy {
  readonly url: string;
  readonly #delay: number;
  readonly #rate: number;
  /** Resolves when everything may pass again. */
  #passing: Promise<void> | undefined;
  #pass = (): void => {};

  private constructor(port: number, { delay = 0, rate = Infinity }: SlowProxyOptions) {
    this.url = `ws://127.0.0.1:${port}/`;
    this.#delay = delay;
    this.#rate = rate;
  }

  /** In front of what listens at that URL. */
  static async start(stage: Stage, url: string, options: SlowProxyOptions): Promise<SlowProxy> {
    const sockets = new Set<Socket>();
    const port = Number(new URL(url).port);
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
      void proxy.#carry(near, far);
      void proxy.#carry(far, near);
    });
    const proxy = new SlowProxy(await listen(server), options);
    stage.ending(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return proxy;
  }

  /** From now on nothing passes, and both ends are kept. */
  stall(): void {
    this.#passing = new Promise((resolve) => (this.#pass = resolve));
  }

  /** What was held goes on its way, in order. */
  release(): void {
    this.#passing = undefined;
    this.#pass();
  }

  async #carry(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        await this.#wait((chunk as Buffer).length);
        to.write(chunk as Buffer);
      }
      await this.#wait(0);
      to.end();
    } catch {
      to.destroy();
    }
  }

  async #wait(bytes: number): Promise<void> {
    await sleep(this.#delay + (1_000 * bytes) / this.#rate);
    await this.#passing;
  }
}
