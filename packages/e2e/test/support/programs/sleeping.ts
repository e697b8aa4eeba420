// A program with one connected pool, which sleeps when its process is stopped, as a laptop does.
import { Pool } from "skep";
import { job, say } from "./say.ts";

const url = job<string>();
const pool = new Pool({ keepaliveTimeout: 3_000, pingInterval: 1_000 });
for (const type of ["connected", "disconnected", "dialfailed"] as const)
  pool.addEventListener(type, () => say({ told: type }));
pool.connect({ id: "a", url });

for await (const { data } of pool.inbox) {
  say({ heard: data });
  if (data === "go home") await pool.close();
}
say({ left: pool.stats().dials });
