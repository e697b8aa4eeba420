// One tab of a Chromium.
import type { DevTools } from "./devtools.ts";
import type { Page } from "./page.ts";

interface History {
  readonly currentIndex: number;
  readonly entries: readonly { readonly id: number }[];
}

/** What the protocol says of a network that is there or not. */
export const network = (offline: boolean): Readonly<Record<string, unknown>> => ({
  offline,
  latency: 0,
  downloadThroughput: offline ? 0 : -1,
  uploadThroughput: offline ? 0 : -1,
});

export class ChromiumPage implements Page {
  readonly #devtools: DevTools;
  readonly #session: string;

  constructor(devtools: DevTools, session: string) {
    this.#devtools = devtools;
    this.#session = session;
  }

  send<T>(method: string, params?: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#devtools.send<T>(method, params, this.#session);
  }

  /** It waits for this page, as the blank one before it may be told late. */
  async visit(url: string): Promise<void> {
    await this.send("Page.navigate", { url });
    for (let isThere = false; !isThere;) {
      const loaded = this.#loaded();
      isThere = await this.#shows(new URL(url).href);
      if (!isThere) await loaded;
    }
  }

  async back(): Promise<void> {
    const { currentIndex, entries } = await this.send<History>("Page.getNavigationHistory");
    const entryId = entries[currentIndex - 1]?.id;
    await this.send("Page.navigateToHistoryEntry", { entryId });
  }

  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string }; text: string };
    }>("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async setOffline(isOffline: boolean): Promise<void> {
    await this.send("Network.emulateNetworkConditions", network(isOffline));
  }

  hide(): Promise<void> {
    return this.#setWindow("minimized");
  }

  show(): Promise<void> {
    return this.#setWindow("normal");
  }

  /** What a user does to a window; it really hides the page. */
  async #setWindow(windowState: "minimized" | "normal"): Promise<void> {
    const { windowId } = await this.send<{ windowId: number }>("Browser.getWindowForTarget");
    await this.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
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
