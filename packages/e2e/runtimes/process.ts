// The program for Node, Deno and Bun: proves one transport of the built packages and the parts over it, and sends its report home.
import { conform, overWs, platform } from "@skep/conformance/client";
import { browserTransport } from "@skep/transport-browser";
import { defaultTransport } from "skep/transport";
import { tcpProbe } from "@skep/watch/node";
import { proveParts } from "./parts.ts";

const [control = "", home = "", hub = "", runtime = "", which = ""] = process.argv.slice(2);
const [engine, transport] =
  which === "default" ? [overWs[runtime], defaultTransport] : [platform[runtime], browserTransport];
if (engine === undefined) throw new Error(`Nothing is known of ${runtime}.`);

const report = await conform({ control, engine, transport });
const { hostname, port } = new URL(home);
const more = {
  "connect by TCP": tcpProbe({
    host: hostname,
    port: Number(port),
    send: "GET / HTTP/1.0\r\n\r\n",
    expect: "HTTP/1.",
  }),
};
const parts = await proveParts({ home, hub, transport, more });
await fetch(home, { method: "POST", body: JSON.stringify({ ...report, parts }) });
// What an engine keeps open of dials that were given up is no reason to stay.
process.exit();
