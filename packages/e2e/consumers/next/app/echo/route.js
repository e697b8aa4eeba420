// A route of the server that asks a feed and answers what it heard.
import { pool } from "./pool.js";

export const dynamic = "force-dynamic";

export async function GET() {
  const peer = pool.get("feed") ?? pool.connect({ id: "feed", url: process.env.FEED_URL });
  await peer.whenConnected();
  await peer.send("x".repeat(1_000));
  return new Response(`an echo of ${await echoed()} characters`);
}

async function echoed() {
  for await (const { data } of pool.inbox) if (data.length === 1_000) return data.length;
  throw new Error("the pool was closed");
}
