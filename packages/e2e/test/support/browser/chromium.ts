// A Chromium of its own with a profile of its own, which leaves nothing behind: its pages, by the DevTools protocol.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { flags, installed } from "../../../../../tools/browsers/installed.ts";
import { find } from "../child.ts";
import { DevTools } from "./devtools.ts";
import { Page } from "./page.ts";

export interface ChromiumOptions {
  /** A command line that the browser's is appended to, such as one that enters a network namespace. */
  readonly within?: readonly string[];
  readonly flags?: readonly string[];
}

export class Chromium {
  readonly devtools: DevTools;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #profile: string;

  private constructor(process: ChildProcess, profile: string) {
    this.#process = process;
    this.#profile = profile;
    // Whatever keeps it from starting is told by the pipe, which closes.
    process.on("error", () => {});
    this.#ended = once(process, "close").catch(() => {});
    const [, , , commands, answers] = process.stdio;
    this.devtools = new DevTools(commands as Writable, answers as Readable);
  }

  static async start({ within = [], flags: more = [] }: ChromiumOptions = {}): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), "skep-chromium-"));
    const command = [
      ...warden(),
      ...within,
      installed("chromium") ?? "chromium",
      ...flags.chromium,
      "--headless=new",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      ...more,
      "about:blank",
    ];
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
    const child = spawn(command[0] as string, command.slice(1), { stdio: [...stdio] });
    const chromium = new Chromium(child, profile);
    try {
      await chromium.devtools.send("Browser.getVersion");
    } catch (error) {
      await chromium.stop();
      throw error;
    }
    return chromium;
  }

  /** A tab in a window of its own, in front. */
  async open(url: string): Promise<Page> {
    const { devtools } = this;
    const { targetId } = await devtools.send<{ targetId: string }>("Target.createTarget", {
      url: "about:blank",
      newWindow: true,
    });
    const { sessionId } = await devtools.send<{ sessionId: string }>("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const page = new Page(devtools, sessionId);
    await page.send("Page.enable");
    await page.visit(url);
    return page;
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
    // Its children write for a moment after it is gone.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The kernel ends it when we die, however we do. */
function warden(): readonly string[] {
  const program = find("setpriv");
  return program === undefined ? [] : [program, "--pdeathsig", "KILL"];
}
