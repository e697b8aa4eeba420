// A hub over a broker, and a client of it in the same process: it says what the hub is, and what the client gets.
import { connect } from "@nats-io/transport-node";
import { ChannelClient } from "@skep/channels";
import { type Engine, Hub } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { redisEngine } from "@skep/hub/redis";
import { createClient } from "redis";
import { PATIENT } from "../engines/nats-options.ts";
import { job, say } from "./say.ts";

export interface SubscribedHubJob {
  readonly broker: "redis-server" | "nats-server";
  readonly host: string;
  readonly port: number;
}

const { broker, host, port } = job<SubscribedHubJob>();

async function engineOf(): Promise<Engine> {
  if (broker === "redis-server") return redisEngine(createClient({ socket: { host, port } }));
  return natsEngine(await connect({ servers: `${host}:${port}`, ...PATIENT }));
}

const history = { messages: 1_000, age: 600_000 };
const hub = new Hub({ engine: await engineOf(), namespaces: { room: { history } } });
hub.addEventListener("status", ({ status }) => say({ status }));
hub.addEventListener("error", () => {});
const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });

const client = new ChannelClient({ url });
const room = client.subscribe("room:1");
room.addEventListener("subscribed", () => say({ subscribed: true }));
for await (const item of room) say({ item: item.type === "gap" ? item.reason : item.data });
