// A hub over the nats-server at this address: says its port, each change of its status, and publishes whenever it is up.
import { connect } from "@nats-io/transport-node";
import { Hub } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";

const [, , servers = ""] = process.argv;
const connection = await connect({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
const engine = natsEngine(connection);
const history = { messages: 10, age: 60_000 };
const hub = new Hub({ engine, namespaces: { room: { history } } });
let count = 0;
hub.addEventListener("status", ({ status }) => {
  console.log(status);
  if (status === "up") void publish();
});
hub.addEventListener("error", () => {});

const { port } = await hub.listen({ port: 0, host: "127.0.0.1" });
console.log(`port ${port}`);

async function publish(): Promise<void> {
  const { offset } = await hub.publish("room:1", { count: ++count });
  console.log(`published ${offset}`);
}
