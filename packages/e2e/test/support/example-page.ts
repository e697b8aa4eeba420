// One tab with an example in it; what the browser complains of is kept.

import type { Page } from "playwright";

export abstract class ExamplePage {
  readonly page: Page;
  readonly errors: string[] = [];

  /** Chromium writes each refused dial to the console, and no page can keep it from telling: `refused` are those that are expected. */
  protected constructor(page: Page, refused: RegExp) {
    this.page = page;
    page.on("pageerror", ({ message }) => this.errors.push(message));
    page.on("console", (message) => {
      if (message.type() === "error" && !refused.test(message.text()))
        this.errors.push(message.text());
    });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
