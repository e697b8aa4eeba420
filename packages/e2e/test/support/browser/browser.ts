// A browser of its own with a profile of its own, as a test sees it; which one a project says.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { find } from "../child.ts";
import type { Page } from "./page.ts";

export interface BrowserOptions {
  /** A command line that the browser's is appended to, such as one that enters a network namespace. */
  readonly within?: readonly string[];
  readonly flags?: readonly string[];
}

export interface Browser {
  /** A tab in a window of its own, in front. */
  open(url: string): Promise<Page>;
  stop(): Promise<void>;
}

export function makeProfile(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `skep-${name}-`));
}

/** Children of the browser write for a moment after it is gone. */
export function removeProfile(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** The kernel ends what it starts when we die, however we do. */
export function warden(): readonly string[] {
  const program = find("setpriv");
  return program === undefined ? [] : [program, "--pdeathsig", "KILL"];
}
