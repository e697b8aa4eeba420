// The hub of Skep, with its default options, but for the limit of connections from one address: here all come from one.

import { Hub } from "@skep/hub";

export async function open() {
  const hub = new Hub({ limits: { connectionsPerAddress: 100_000 } });
  const { port } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return {
    port,
    publish: (data) => void hub.publish("news", data),
    subscribers: () => hub.subscriberCount("news"),
  };
}
