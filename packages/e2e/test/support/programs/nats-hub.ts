// A publishing hub over the nats-server at this address.
import { connect } from "@nats-io/transport-node";
import { natsEngine } from "@skep/hub/nats";
import { startPublishing } from "./publishing-hub.ts";

const [, , servers = ""] = process.argv;
const connection = await connect({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
await startPublishing(natsEngine(connection));
