// An ES module that prints what a server says.
import { Pool } from "skep";

const pool = new Pool();
pool.connect(process.argv[2], { onOpen: (link) => link.send("x".repeat(1_000)) });
for await (const { data } of pool.inbox) {
  console.log(data.length === 1_000 ? "an echo of 1000 characters" : data);
  if (data.length === 1_000) await pool.close();
}
