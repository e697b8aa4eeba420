// A broker of fault runs: a server of its own, to which each hub has a way of its own that can be cut alone.
import type { Engine } from "@skep/hub";
import type { BrokerServer } from "./broker-server.ts";
import type { RunBroker } from "./fault-run.ts";
import { SwallowingProxy } from "./swallowing-proxy.ts";

export abstract class ProxiedBroker<S extends BrokerServer> implements RunBroker {
  readonly server: S;
  /** In the order of the hubs. */
  readonly proxies: SwallowingProxy[] = [];

  protected constructor(server: S) {
    this.server = server;
  }

  abstract engine(): Promise<Engine>;

  /** The port of another way to the server. */
  async newWay(): Promise<number> {
    const proxy = await SwallowingProxy.start(this.server.port);
    this.proxies.push(proxy);
    return proxy.port;
  }

  async end(): Promise<void> {
    for (const proxy of this.proxies) await proxy.end();
    await this.server.end();
  }
}
