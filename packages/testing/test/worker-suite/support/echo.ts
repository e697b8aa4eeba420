// The worker of docs/extending.md that needs no network: it hands back what it is sent.
import type { PoolPlugin, Worker } from "@skep/core/worker";

export class Echo implements Worker {
  #plugin: PoolPlugin | undefined;
  #stopped = false;
  #end: () => void = () => {};

  async start(plugin: PoolPlugin): Promise<void> {
    if (this.#stopped) return;
    this.#plugin = plugin;
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    plugin.events.connected({ dial: 1, protocol: "" });
    await ended;
  }

  stop(): void {
    this.#stopped = true;
    this.#plugin = undefined;
    this.#end();
  }

  async send(data: string): Promise<void> {
    if (this.#plugin === undefined) throw new Error("There is nobody.");
    this.#plugin.inbox.write(data, 1);
  }

  get state() {
    return this.#plugin === undefined ? "stopped" : "connected";
  }

  stats() {
    return { state: this.state } as const;
  }
}
