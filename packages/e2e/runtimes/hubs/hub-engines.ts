// The engines that hubs run on, each with the way in which clients come to the hub, and what that can.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { HubCapabilities } from "./hub-cases.ts";

export interface HubEngine {
  readonly runtime: string;
  /** Who accepts connections, as the table calls it. */
  readonly server: string;
  readonly command: string;
  readonly flags: readonly string[];
  /** As the program calls it: servers of the hub's own, or those of Bun or Deno. */
  readonly way: "listen" | "serve";
  readonly can: HubCapabilities;
  /** What is missing on this machine. */
  readonly missing: string | undefined;
}

const at = (...path: string[]): string => join("tools", "runtimes", "node_modules", ...path);

const ALL: HubCapabilities = {
  ping: true,
  pause: true,
  terminate: true,
  attach: true,
  ownServer: true,
};
const BUN: HubCapabilities = { ...ALL, pause: false, attach: false };

function engine(given: Omit<HubEngine, "missing">): HubEngine {
  return { ...given, missing: existsSync(given.command) ? undefined : given.command };
}

const deno = { runtime: "Deno", command: at(".bin", "deno"), flags: ["run", "-A", "--no-check"] };
const bun = { runtime: "Bun", command: at(".bin", "bun"), flags: ["run"] };

export const hubEngines: readonly HubEngine[] = [
  ...[20, 22, 24, 26].map((major) =>
    engine({
      runtime: `Node ${major}`,
      server: "`listen`, `attach`",
      command: at(`node${major}-linux-x64`, "bin", "node"),
      flags: [],
      way: "listen",
      can: ALL,
    }),
  ),
  engine({ ...deno, server: "`listen`, `attach`", way: "listen", can: ALL }),
  engine({
    ...deno,
    server: "`Deno.serve`",
    way: "serve",
    can: { ...ALL, ping: false, pause: false, terminate: false, ownServer: false },
  }),
  engine({ ...bun, server: "`listen`", way: "listen", can: BUN }),
  engine({
    ...bun,
    server: "`Bun.serve`",
    way: "serve",
    can: { ...BUN, ownServer: false },
  }),
];
