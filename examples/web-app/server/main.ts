// The example's server: `node dist/server/main.js [--port NUMBER]`, until Ctrl-C.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readPage } from "../../page/server/page-files.ts";
import { WebServer } from "./web-server.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8137" } } });

// From dist/server.
const page = readPage(fileURLToPath(new URL("../page/", import.meta.url)));
const server = new WebServer(page);

process.once("SIGINT", () => server.close());
process.once("SIGTERM", () => server.close());

try {
  const url = await server.listen(Number(values.port));
  console.log(`The page: ${url}  (Ctrl-C ends it)`);
} catch (error) {
  console.error(`${(error as Error).message}\nTry another: --port NUMBER, or 0 for any.`);
  process.exitCode = 1;
}
