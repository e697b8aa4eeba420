// Skep, read in batches, with messages that may lie in the read buffer of the socket.

import { Pool } from "skep";

export async function open({ url, count }) {
  const pool = new Pool({ binary: "view" });
  pool.connect(url);
  for await (const batch of pool.inbox.batches())
    for (const { data } of batch) if (data.length > 0) count(1);
}
