// The program for Node, Deno and Bun: proves one transport of the built packages, and channels over it, and sends its report home.
import { conform, overWs, platform } from "@skep/conformance/client";
import { browserTransport } from "@skep/transport-browser";
import { defaultTransport } from "skep/transport";
import { proveChannels } from "./channels-suite.ts";

const [control = "", home = "", hub = "", runtime = "", which = ""] = process.argv.slice(2);
const [engine, transport] =
  which === "default" ? [overWs[runtime], defaultTransport] : [platform[runtime], browserTransport];
if (engine === undefined) throw new Error(`Nothing is known of ${runtime}.`);

const report = await conform({ control, engine, transport });
const channels = await proveChannels(hub, transport);
await fetch(home, { method: "POST", body: JSON.stringify({ ...report, channels }) });
// What an engine keeps open of dials that were given up is no reason to stay.
process.exit();
