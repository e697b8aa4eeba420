// Skep, with messages that may lie in the read buffer of the socket.

import { Pool } from "skep";

export async function open({ url, count }) {
  const pool = new Pool({ binary: "view" });
  pool.connect(url);
  for await (const { data } of pool.inbox) if (data.length > 0) count(1);
}
