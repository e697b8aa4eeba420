// A Chromium that leaves nothing behind: its pages, by the DevTools protocol.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { flags, installed } from "../../../../../tools/browsers/installed.ts";
import {
  type Browser,
  type BrowserOptions,
  makeProfile,
  removeProfile,
  warden,
} from "./browser.ts";
import { ChromiumPage } from "./chromium-page.ts";
import { DevTools } from "./devtools.ts";

export class Chromium implements Browser {
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

  static async start({ within = [], flags: more = [] }: BrowserOptions = {}): Promise<Chromium> {
    const profile = await makeProfile("chromium");
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

  async open(url: string): Promise<ChromiumPage> {
    const { devtools } = this;
    const { targetId } = await devtools.send<{ targetId: string }>("Target.createTarget", {
      url: "about:blank",
      newWindow: true,
    });
    const { sessionId } = await devtools.send<{ sessionId: string }>("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const page = new ChromiumPage(devtools, sessionId);
    await page.send("Page.enable");
    await page.visit(url);
    return page;
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#ended;
    await removeProfile(this.#profile);
  }
}
