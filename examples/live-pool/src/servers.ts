// The entry of the server processes: with a name it is that server, without one the keeper of them all.

import { fileURLToPath } from "node:url";
import { keepServers } from "./servers/keeper.ts";
import { isScenarioName } from "./servers/scenarios.ts";
import { serve } from "./servers/server.ts";

// A terminal sends Ctrl-C to all its processes; here the demo alone decides what follows from it.
process.on("SIGINT", () => {});

const name = process.argv[2];

if (name === undefined) await keepServers(fileURLToPath(import.meta.url));
else if (isScenarioName(name)) serve(name);
else throw new Error(`No server has the name ${name}.`);
