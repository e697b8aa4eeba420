// The same as CommonJS: `require` loads ES modules from Node 20.19 on.
const { Pool } = require("skep");

async function main() {
  const pool = new Pool();
  pool.connect(process.argv[2], { onOpen: (link) => link.send("x".repeat(1_000)) });
  for await (const { data } of pool.inbox) {
    console.log(data.length === 1_000 ? "an echo of 1000 characters" : data);
    if (data.length === 1_000) await pool.close();
  }
}

void main();
