// The engines that the built packages are tried on, each with the way to run a program on it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BrowserName, installed } from "../../../tools/browsers/installed.ts";
import { openPage } from "./browsers.ts";
import type { Programs } from "./programs.ts";
import { runProcess } from "./run-process.ts";
import { openInWebKit, webKitMissing } from "./webkit.ts";
import { writeWorkerdConfig } from "./workerd-config.ts";

/** What a run needs to know. */
export interface Stage {
  readonly control: string;
  /** The address of a hub. */
  readonly hub: string;
  readonly home: string;
  readonly programs: Programs;
  /** Where programs are, and where a configuration may be put. */
  readonly folder: string;
}

export interface EngineRun {
  /** As `@skep/conformance` and the tables call it. */
  readonly runtime: string;
  readonly transport: "ws" | "platform";
  /** What is missing on this machine. */
  readonly missing: string | undefined;
  /** Its built-in WebSocket has a known hole, so the pool has to tell a warning. */
  readonly warns?: boolean;
  /** Runs the program until `done`, which resolves when its report is in. */
  readonly run: (stage: Stage, done: Promise<unknown>) => Promise<unknown>;
}

const RUNTIMES = join("tools", "runtimes", "node_modules");

const atRuntimes = (...path: string[]): string => join(RUNTIMES, ...path);

/** A runtime with a program for its command line, over both transports where it has a `WebSocket`. */
function commands(
  runtime: string,
  command: string,
  { flags = [], transports = ["ws", "platform"], warns = false }: CommandOptions = {},
): EngineRun[] {
  return transports.map((transport) => ({
    runtime,
    transport,
    missing: existsSync(command) ? undefined : command,
    warns: warns && transport === "platform",
    run: ({ control, home, hub, programs }) => {
      const which = transport === "ws" ? "default" : "platform";
      return runProcess(command, [...flags, programs.process, control, home, hub, runtime, which]);
    },
  }));
}

interface CommandOptions {
  readonly warns?: boolean;
  readonly flags?: readonly string[];
  readonly transports?: readonly ("ws" | "platform")[];
}

const node = (major: number): string => atRuntimes(`node${major}-linux-x64`, "bin", "node");

const page = ({ control, home, hub }: Stage, engine: string): string =>
  `${home}/?${new URLSearchParams({ engine, control, home, hub }).toString()}`;

const browser = (name: BrowserName, runtime: string): EngineRun => ({
  runtime,
  transport: "platform",
  missing: installed(name) === undefined ? name : undefined,
  run: (stage, done) => openPage(name, page(stage, runtime), done),
});

const webkit: EngineRun = {
  runtime: "WebKitGTK",
  transport: "platform",
  missing: webKitMissing(),
  run: (stage, done) => openInWebKit(page(stage, "WebKitGTK"), done),
};

const workerd: EngineRun = {
  runtime: "workerd",
  transport: "platform",
  missing: existsSync(atRuntimes(".bin", "workerd")) ? undefined : "workerd",
  run: async ({ control, home, hub, programs, folder }) => {
    const bindings = { CONTROL: control, HOME: home, HUB: hub };
    const config = await writeWorkerdConfig(folder, programs.workerd, bindings);
    await runProcess(atRuntimes(".bin", "workerd"), ["test", config]);
  },
};

export const engineRuns: readonly EngineRun[] = [
  ...commands("Node 20", node(20), { transports: ["ws"] }),
  // undici 6.28, 7.29 and 8.12.2: the last one is mended.
  ...commands("Node 22", node(22), { warns: true }),
  ...commands("Node 24", node(24), { warns: true }),
  ...commands("Node 26", node(26)),
  ...commands("Deno", atRuntimes(".bin", "deno"), { flags: ["run", "-A", "--no-check"] }),
  ...commands("Bun", atRuntimes(".bin", "bun"), { flags: ["run"] }),
  workerd,
  browser("chromium", "Chromium"),
  browser("firefox", "Firefox"),
  webkit,
];
