// Chromium of the system, by Playwright, and its pages, which keep what they complained of.
import { spawnSync } from "node:child_process";
import { chromium } from "playwright";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const TIMEOUT = 60_000;
/** Playwright would end this process before it has cleaned up. */
const OUR_SIGNALS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** The path of Chromium, from `CHROMIUM_PATH` or the `PATH`; undefined where it is not installed. */
export function installed() {
  return process.env.CHROMIUM_PATH ?? PROGRAMS.map(which).find(Boolean);
}

export class Browser {
  #browser;

  static async start() {
    const options = { executablePath: installed(), args: FLAGS, ...OUR_SIGNALS };
    return new Browser(await chromium.launch(options));
  }

  constructor(browser) {
    this.#browser = browser;
  }

  /** A page of Playwright, with `complaints`: errors that were thrown, and lines of the console. */
  async open(url) {
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.complaints = [];
    page.on("pageerror", ({ message }) => page.complaints.push(message));
    page.on("console", (line) => {
      if (["error", "warning"].includes(line.type())) page.complaints.push(line.text());
    });
    await page.goto(url);
    return page;
  }

  stop() {
    return this.#browser.close();
  }
}

function which(program) {
  const { status, stdout } = spawnSync("which", [program], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
