// The hub and the page: `node dist/programs/hub.js [--port NUMBER]`, until Ctrl-C.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PORT } from "../address.ts";
import { HubServer } from "./hub-server.ts";
import { runOwnJob } from "./own-job.ts";
import { readPage } from "../../../page/server/page-files.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: String(PORT) } } });

// From dist/programs.
const server = new HubServer(readPage(fileURLToPath(new URL("../page/", import.meta.url))));
let isStopped = false;

function stop(): void {
  isStopped = true;
  void server.close();
}

try {
  const url = await server.listen(Number(values.port));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  console.log(`The page: ${url}  (Ctrl-C ends it)`);
} catch (error) {
  console.error(`${(error as Error).message}\nTry another: --port NUMBER, or 0 for any.`);
  process.exit(1);
}

try {
  console.log(
    `The hub's own job: exit code ${await runOwnJob(server.hub, "node", ["--v8-options"])}`,
  );
} catch (error) {
  // A signal that ends the hub ends its job too: then the error of the job says nothing new.
  if (!isStopped) throw error;
}
