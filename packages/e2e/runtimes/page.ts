// The program for browsers: the same in a page.
import { conform, platform } from "@skep/conformance/client";
import { defaultTransport } from "skep/transport";
import { proveParts } from "./parts.ts";

const parameters = new URL(Reflect.get(globalThis, "location").href).searchParams;
const engine = platform[parameters.get("engine") ?? ""];
if (engine === undefined) throw new Error("Nothing is known of this engine.");

const control = parameters.get("control") ?? "";
const report = await conform({ control, engine, transport: defaultTransport });
const [home, hub] = [parameters.get("home") ?? "", parameters.get("hub") ?? ""];
const parts = await proveParts({ home, hub, transport: defaultTransport });
await fetch(home, { method: "POST", body: JSON.stringify({ ...report, parts }) });
