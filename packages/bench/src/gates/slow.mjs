// Put before a client with `--import`: Skep as it is built, with one timer a message more. Only `gates.mjs --slow` does it.

import { register } from "node:module";

register("./slow-hooks.mjs", import.meta.url);
