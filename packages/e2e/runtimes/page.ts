// The program for browsers: the same in a page.
import { conform, platform } from "@skep/conformance/client";
import { defaultTransport } from "skep/transport";
import { proveChannels } from "./channels-suite.ts";

const parameters = new URL(Reflect.get(globalThis, "location").href).searchParams;
const engine = platform[parameters.get("engine") ?? ""];
if (engine === undefined) throw new Error("Nothing is known of this engine.");

const control = parameters.get("control") ?? "";
const report = await conform({ control, engine, transport: defaultTransport });
const channels = await proveChannels(parameters.get("hub") ?? "", defaultTransport);
const body = JSON.stringify({ ...report, channels });
await fetch(parameters.get("home") ?? "", { method: "POST", body });
