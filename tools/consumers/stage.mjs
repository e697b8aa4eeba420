// What a proof is given: its folder, and a way to start all that it needs. Whatever was started ends with the stage.
import { readdir, readFile, stat } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { Browser } from "./browser.mjs";
import { Child, runChild } from "./child.mjs";
import { FeedServer } from "./feed-server.mjs";
import { HangingServer } from "./hanging-server.mjs";
import { runtime } from "./runtimes.mjs";
import { Site } from "./site.mjs";

const TIMEOUT = 300_000;

export class Stage {
  /** Where the project is installed. */
  folder;
  /** Paths of the packed packages by name. */
  tarballs;
  signal;
  #started = [];

  constructor(folder, tarballs, signal) {
    this.folder = folder;
    this.tarballs = tarballs;
    this.signal = signal;
  }

  /** A WebSocket server that greets and echoes. */
  feed() {
    return this.#keep(() => FeedServer.start());
  }

  /** A server that accepts connections and never answers. */
  hangingServer() {
    return this.#keep(() => HangingServer.start());
  }

  /** Runs a program to its end. It may be a command that the project installed; `node` says another Node to run it on. */
  run(command, args, options = {}) {
    const { signal } = this;
    return runChild(command, args, { timeout: TIMEOUT, signal, ...this.#within(options) });
  }

  /** Starts a program that runs until the stage ends. */
  start(command, args, options = {}) {
    return this.#keep(() => new Child(command, args, this.#within(options)));
  }

  /** Serves a folder of the project over HTTP. */
  serve(folder) {
    return this.#keep(() => Site.start(join(this.folder, folder)));
  }

  /** Opens a page in Chromium. */
  async open(url) {
    this.browser ??= this.#keep(() => Browser.start());
    return (await this.browser).open(url);
  }

  /** Whether a text stands in a file of the project, or in one of a folder. */
  async holds(path, text) {
    const whole = join(this.folder, path);
    const files = (await stat(whole)).isFile()
      ? [whole]
      : (await readdir(whole)).map((name) => join(whole, name));
    const contents = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return contents.some((content) => content.includes(text));
  }

  async end() {
    for (const started of this.#started.toReversed())
      await Promise.resolve(started).then(
        (one) => one.stop(),
        () => {},
      );
  }

  /** Nothing is started any more once the time is over. */
  #keep(start) {
    this.signal.throwIfAborted();
    const started = start();
    this.#started.push(started);
    return started;
  }

  #within({ env, node, ...options }) {
    const path = [join(this.folder, "node_modules/.bin"), process.env.PATH];
    if (node !== undefined) path.unshift(dirname(runtime(node)));
    return { cwd: this.folder, env: { PATH: path.join(delimiter), CI: "1", ...env }, ...options };
  }
}
