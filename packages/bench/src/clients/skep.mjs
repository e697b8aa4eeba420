// Skep, as anybody uses it: one pool with default options, `for await` over its inbox.

import { Pool } from "skep";

export async function open({ url, count }) {
  const pool = new Pool();
  pool.connect(url);
  for await (const { data } of pool.inbox) if (data.length > 0) count(1);
}
