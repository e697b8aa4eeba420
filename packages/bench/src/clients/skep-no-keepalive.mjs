// Skep with keepalive turned off: nobody is asked and no silence is judged.

import { Pool } from "skep";

export async function open({ url, count }) {
  const pool = new Pool({ pingInterval: 0, keepaliveTimeout: 0 });
  pool.connect(url);
  for await (const { data } of pool.inbox) if (data.length > 0) count(1);
}
