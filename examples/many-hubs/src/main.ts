// The entry: the fleet is shown while it runs, and a signal ends it. Then there is the conservation sheet; the exit code is 1 where it is not sound.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runUntilSignal } from "@skep/supervise";
import { argumentsOf } from "./arguments.ts";
import { Fleet, findPorts } from "./fleet.ts";
import { listenToKeys } from "./keys.ts";
import { sheetOf } from "./sheet.ts";
import { show } from "./view.ts";

const options = argumentsOf(process.argv.slice(2));
const folder = await mkdtemp(join(tmpdir(), "skep-many-hubs-"));
const fleet = new Fleet(options, await findPorts(options.hubs), folder);
const hide = show(fleet, process.stdout);
const release = listenToKeys(fleet.tree, process.stdin);
const code = await runUntilSignal(fleet.tree, { timeout: 40_000 });
release();
hide();
await rm(folder, { recursive: true, force: true });
const { owed, tally } = fleet.crowd.settle();
const { isSound, lines } = sheetOf(tally, owed);
console.log(lines.join("\n"));
process.exit(isSound ? code : 1);
