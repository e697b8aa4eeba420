// A Firefox that leaves nothing behind: its pages, by WebDriver BiDi.
import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { installed } from "../../../../../tools/browsers/installed.ts";
import { Child } from "../child.ts";
import { Bidi } from "./bidi.ts";
import {
  type Browser,
  type BrowserOptions,
  makeProfile,
  removeProfile,
  warden,
} from "./browser.ts";
import { FirefoxPage } from "./firefox-page.ts";

/** It asks no servers of its makers. */
const PREFERENCES = {
  // Networks that other tests lay on this machine are none of its business: it would ask each of its sockets, and end those that do not answer.
  "network.notify.changed": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** Carries one connection over the pipes of a process that is where the browser is. */
const RELAY = `const to = require("node:net").connect(Number(process.argv[1]), "127.0.0.1");
process.stdin.pipe(to).pipe(process.stdout);
to.on("error", () => process.exit());`;

export class Firefox implements Browser {
  readonly #child: Child;
  readonly #bidi: Bidi;
  readonly #profile: string;

  private constructor(child: Child, bidi: Bidi, profile: string) {
    this.#child = child;
    this.#bidi = bidi;
    this.#profile = profile;
  }

  static async start({ within = [], flags = [] }: BrowserOptions = {}): Promise<Firefox> {
    const profile = await makeProfile("firefox");
    await writeFile(join(profile, "user.js"), preferences());
    const [program, ...more] = [...within, installed("firefox") ?? "firefox"];
    const own = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile];
    const child = Child.start(program, [...more, ...own, ...flags]);
    try {
      const [, url = ""] = await child.line(/WebDriver BiDi listening on (ws:\S+)$/);
      const stream = within.length > 0 ? relay(within, new URL(url).port) : undefined;
      return new Firefox(child, await Bidi.connect(url, stream), profile);
    } catch (error) {
      await child.stop();
      await removeProfile(profile);
      throw error;
    }
  }

  async open(url: string): Promise<FirefoxPage> {
    const { context } = await this.#bidi.send<{ context: string }>("browsingContext.create", {
      type: "window",
    });
    const page = new FirefoxPage(this.#bidi, context);
    await page.visit(url);
    return page;
  }

  async stop(): Promise<void> {
    this.#bidi.end();
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    await removeProfile(this.#profile);
  }
}

function preferences(): string {
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref("${name}", ${value});`,
  );
  return lines.join("\n");
}

/** It ends with the browser's end of the connection. */
function relay(within: readonly string[], port: string): Duplex {
  const [program, ...args] = [...warden(), ...within, process.execPath, "-e", RELAY, port];
  const child: ChildProcess = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"] });
  child.on("error", () => {});
  const { stdin: writable, stdout: readable } = child;
  return Duplex.from({ readable: readable!, writable: writable! });
}
