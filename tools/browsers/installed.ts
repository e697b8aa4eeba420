// Finds the browsers that tests run in: those of the system, as nothing here downloads any.
import { spawnSync } from "node:child_process";
import type { Lack } from "../test-run/lack.ts";

export type BrowserName = "chromium" | "firefox";

const PROGRAMS: Record<BrowserName, readonly string[]> = {
  chromium: ["chromium", "chromium-browser", "google-chrome"],
  firefox: ["firefox-esr", "firefox"],
};

/** Its path, from `CHROMIUM_PATH` or `FIREFOX_PATH` or the `PATH`. */
export function installed(name: BrowserName): string | undefined {
  return process.env[`${name.toUpperCase()}_PATH`] ?? PROGRAMS[name].map(which).find(Boolean);
}

/** What its tests say that are skipped because it is missing. */
export function lackOf(name: BrowserName): Lack {
  return {
    what: `${name} is not installed`,
    packages: PROGRAMS[name].slice(0, 1),
    otherwise: `set ${name.toUpperCase()}_PATH`,
  };
}

/** What it is started with: as root, without a network beyond this machine, and without a first-run page. */
export const flags: Record<BrowserName, readonly string[]> = {
  chromium: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
  firefox: [],
};

function which(program: string): string | undefined {
  const { status, stdout } = spawnSync("which", [program], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
