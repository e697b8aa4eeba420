// One tab, and what a test does to it.
import type { DevTools } from "./devtools.ts";

interface History {
  readonly currentIndex: number;
  readonly entries: readonly { readonly id: number }[];
}

export class Page {
  readonly #devtools: DevTools;
  readonly #session: string;

  constructor(devtools: DevTools, session: string) {
    this.#devtools = devtools;
    this.#session = session;
  }

  send<T>(method: string, params?: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#devtools.send<T>(method, params, this.#session);
  }

  /** Resolves when it is loaded: this page, as that of the blank one before it may be told late. */
  async visit(url: string): Promise<void> {
    await this.send("Page.navigate", { url });
    for (let isThere = false; !isThere;) {
      const loaded = this.#loaded();
      isThere = await this.#shows(new URL(url).href);
      if (!isThere) await loaded;
    }
  }

  /** Resolves when it has begun. */
  async back(): Promise<void> {
    const { currentIndex, entries } = await this.send<History>("Page.getNavigationHistory");
    const entryId = entries[currentIndex - 1]?.id;
    await this.send("Page.navigateToHistoryEntry", { entryId });
  }

  /** The value of an expression, awaited. Rejects with what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string }; text: string };
    }>("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Between two pages there is nothing to ask. */
  #shows(url: string): Promise<boolean> {
    const expression = `document.readyState === "complete" && location.href === ${JSON.stringify(url)}`;
    return this.evaluate<boolean>(expression).catch(() => false);
  }

  #loaded(): Promise<void> {
    return new Promise((resolve) => {
      this.#devtools.on("Page.loadEventFired", () => resolve(), this.#session);
    });
  }
}
