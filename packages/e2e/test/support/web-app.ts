// The web app as a user has it: built from the published packages, and served by its own server.

import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { Child } from "./child.ts";
import { Outside, root } from "./outside.ts";

const EXAMPLE = "examples/web-app";
const PARTS = ["index.html", "package.json", "server", "src", "vite.config.ts"].map((part) =>
  join(EXAMPLE, part),
);
/** What the examples with a page share. */
const SHARED = "examples/page";

/** Builds page and server, and gives the page's scripts. */
export async function buildWebApp(outside: Outside): Promise<string[]> {
  const folder = copyExample(outside);
  await build({ root: folder, logLevel: "error" });
  await build({ root: folder, logLevel: "error", build: { ssr: "server/main.ts" } });
  const assets = join(folder, "dist/page/assets");
  return readdirSync(assets)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(assets, name), "utf8"));
}

function copyExample(outside: Outside): string {
  const folder = join(outside.folder, EXAMPLE);
  for (const part of [...PARTS, SHARED])
    cpSync(join(root, part), join(outside.folder, part), {
      recursive: true,
      // It names the workspace's.
      filter: (path) => !path.endsWith("tsconfig.json"),
    });
  outside.link("vite");
  return folder;
}

export class WebApp {
  readonly url: string;
  readonly #child: Child;
  readonly #outside: Outside;

  private constructor(url: string, child: Child, outside: Outside) {
    this.url = url;
    this.#child = child;
    this.#outside = outside;
  }

  static async start(): Promise<WebApp> {
    const outside = await Outside.make();
    await buildWebApp(outside);
    return WebApp.#serve(outside);
  }

  static async #serve(outside: Outside): Promise<WebApp> {
    const main = join(outside.folder, EXAMPLE, "dist/server/main.js");
    const child = Child.start(process.execPath, [main, "--port", "0"]);
    const [, url = ""] = await child.line(/^The page: (\S+)/);
    return new WebApp(url, child, outside);
  }

  /** One more server of the same build, which goes before this one. */
  another(): Promise<WebApp> {
    return WebApp.#serve(this.#outside);
  }

  /** It is gone at once, and says nothing; the build stays. */
  kill(): Promise<void> {
    return this.#child.stop();
  }

  /** As Ctrl-C does it, for the last server of the build; the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill("SIGINT");
    const { code } = await this.#child.ended;
    this.#outside.remove();
    return code;
  }
}
