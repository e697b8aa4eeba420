// The entry: the tree is shown while it runs, and a signal ends it. The exit code is that of the tree.

import { runUntilSignal } from "@skep/supervise";
import { argumentsOf } from "./arguments.ts";
import { Gateway } from "./gateway.ts";
import { killByNumber } from "./kill.ts";
import { show } from "./view.ts";

const options = argumentsOf(process.argv.slice(2));
const { tree } = new Gateway(options);
const hide = show(tree, process.stdout);
const release = killByNumber(tree, process.stdin);
const code = await runUntilSignal(tree, { timeout: 10_000 });
release();
hide();
process.exit(code);
