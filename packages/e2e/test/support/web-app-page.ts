// One tab with the web app in it, as a user sees and touches it.

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright";
import { ExamplePage } from "./example-page.ts";
import { eventually } from "./stage.ts";

/** One feed refuses. */
const REFUSED = /^WebSocket connection to '.*\/feeds\/restarting' failed: .*503/;

export class WebAppPage extends ExamplePage {
  private constructor(page: Page) {
    super(page, REFUSED);
  }

  static async open(
    browser: Browser,
    url: string,
    options?: BrowserContextOptions,
  ): Promise<WebAppPage> {
    return WebAppPage.openTab(await browser.newContext(options), url);
  }

  /** One more tab of the same profile: they share workers. */
  static async openTab(context: BrowserContext, url: string): Promise<WebAppPage> {
    const page = new WebAppPage(await context.newPage());
    await page.page.goto(url);
    return page;
  }

  row(feed: string): Locator {
    return this.page.locator(`tr[data-feed="${feed}"]`);
  }

  async dials(feed: string): Promise<number> {
    return Number(await this.row(feed).locator(".dials").textContent());
  }

  /** The text of that part of each row, by the order of the rows. */
  async texts(part: string): Promise<string[]> {
    return (await this.page.locator(`#feeds .${part}`).allTextContents()).map((text) =>
      text.trim(),
    );
  }

  /** Where an element is on the screen. */
  async place(selector: string): Promise<Place> {
    return this.page.evaluate<Place>(
      `(${PLACE})(document.querySelector(${JSON.stringify(selector)}))`,
    );
  }

  /** Where all cells of the table are, as whole pixels. */
  async places(): Promise<string[]> {
    return this.page.evaluate<string[]>(
      `[...document.querySelectorAll("#feeds tr, #feeds tr > *")].map((each) => JSON.stringify((${PLACE})(each)))`,
    );
  }

  /** Messages read in all. */
  read(): Promise<number> {
    return this.#number("read");
  }

  /** Of those, read while the page was hidden. */
  unseen(): Promise<number> {
    return this.#number("unseen");
  }

  /** The lines of the log about a feed, oldest first. */
  async lines(feed: string): Promise<string[]> {
    const all = await this.page.getByRole("log").locator("li").allTextContents();
    return all.toReversed().filter((line) => line.split(" ")[1] === feed);
  }

  /** Waits until the lines about a feed, from number `from` on, match one after the other. */
  async told(feed: string, from: number, ...patterns: readonly RegExp[]): Promise<void> {
    await eventually(async () => {
      const lines = (await this.lines(feed)).slice(from);
      let next = 0;
      for (const line of lines) if (patterns[next]?.test(line)) next++;
      return next === patterns.length;
    });
  }

  async click(what: "cut" | "redial", feed: string): Promise<void> {
    await this.page.getByRole("button", { name: `${what} ${feed}` }).click();
  }

  /** A page without a screen is never hidden by the browser, so it is told that it is. */
  async hide(): Promise<void> {
    await this.page.evaluate(turn("hidden"));
  }

  async show(): Promise<void> {
    await this.page.evaluate(turn("visible"));
  }

  async connected(feeds: readonly string[]): Promise<void> {
    for (const feed of feeds) await this.told(feed, 0, / connected by dial \d+$/);
  }

  async #number(id: string): Promise<number> {
    const text = (await this.page.locator(`#${id}`).textContent()) ?? "";
    return Number(text.replaceAll(",", ""));
  }
}

/** In pixels of the page's own measure. */
export interface Place {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const PLACE = `(element) => {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return Object.fromEntries(Object.entries({ top, bottom, left, right }).map(([at, px]) => [at, Math.round(px)]));
}`;

function turn(state: "hidden" | "visible"): string {
  return `Object.defineProperty(document, "visibilityState", { configurable: true, value: "${state}" });
    document.dispatchEvent(new Event("visibilitychange"));`;
}
