// One tab with the build log in it, as a user sees it.

import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { ExamplePage } from "./example-page.ts";
import { eventually } from "./stage.ts";

/** The hub is away. */
const REFUSED = /^WebSocket connection to '.*\/hub' failed: /;

export interface ShownLine {
  readonly line: number;
  readonly text: string;
}

export class BuildLogPage extends ExamplePage {
  private constructor(page: Page) {
    super(page, REFUSED);
  }

  static async open(
    browser: Browser,
    url: string,
    options?: BrowserContextOptions,
  ): Promise<BuildLogPage> {
    const context = await browser.newContext(options);
    const page = new BuildLogPage(await context.newPage());
    await page.page.goto(url);
    return page;
  }

  /** The row of the newest job whose channel begins so. */
  row(job: string): Locator {
    return this.page.locator(`#jobs > li[data-channel^="${job}-"]`).first();
  }

  /** What the row says of the job; empty while there is none. */
  async state(job: string): Promise<string> {
    return (await this.row(job).locator(".state").allTextContents()).join();
  }

  /** Waits until the row says this. */
  async says(job: string, state: string): Promise<void> {
    await eventually(async () => (await this.state(job)) === state);
  }

  /** Shows the log of the job. */
  async choose(job: string): Promise<void> {
    await this.row(job).locator("a").click();
    await this.row(job).locator("[aria-current]").waitFor();
  }

  /** The log that is shown. */
  lines(): Promise<ShownLine[]> {
    return this.page.evaluate<ShownLine[]>(
      `[...document.querySelectorAll("#log > li")].map((row) => ({ line: row.value, text: row.textContent }))`,
    );
  }

  count(): Promise<number> {
    return this.page.locator("#log > li").count();
  }

  /** The end of the log is seen. */
  isAtEnd(): Promise<boolean> {
    return this.page.evaluate<boolean>(
      `(({ clientHeight, scrollHeight, scrollTop }) => scrollTop + clientHeight > scrollHeight - 5)(document.querySelector("#log"))`,
    );
  }

  async link(): Promise<string> {
    return (await this.page.locator("#link").textContent()) ?? "";
  }

  notices(): Promise<string[]> {
    return this.page.locator("#notices > li").allTextContents();
  }
}
