// Skep over the platform's own socket, given explicitly, where a better one is the default.

import { browserTransport } from "@skep/transport-browser";
import { Pool } from "skep";

export async function open({ url, count }) {
  const pool = new Pool({ transport: browserTransport() });
  pool.connect(url);
  for await (const { data } of pool.inbox) if (data.length > 0) count(1);
}
