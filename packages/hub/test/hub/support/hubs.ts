// Hubs on real sockets, which are closed when a test has ended.

import { afterEach } from "vitest";
import { Hub } from "../../../src/hub.ts";
import type { HubOptions } from "../../../src/hub-options.ts";

const hubs: Hub[] = [];

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

export async function startHub(options: HubOptions = {}): Promise<{ hub: Hub; url: string }> {
  const hub = new Hub(options);
  hubs.push(hub);
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url };
}
