// A program whose pool is closed by the end of its block.
import { Pool } from "skep";
import { job, say } from "./say.ts";

const url = job<string>();

async function visit(): Promise<Pool> {
  await using pool = new Pool();
  await pool.connect({ id: "a", url }).whenConnected();
  say({ inside: pool.get("a")?.state });
  return pool;
}

const pool = await visit();
await pool.closed;
say({ outside: pool.peers().length });
