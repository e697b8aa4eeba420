// One tab of a Firefox.
import type { Bidi } from "./bidi.ts";
import type { Page } from "./page.ts";

interface Evaluated {
  readonly result?: { readonly value: string };
  readonly exceptionDetails?: { readonly text: string };
}

export class FirefoxPage implements Page {
  readonly #bidi: Bidi;
  readonly #context: string;
  /** The tab in front of it while it is hidden. */
  #front: string | undefined;

  constructor(bidi: Bidi, context: string) {
    this.#bidi = bidi;
    this.#context = context;
  }

  async visit(url: string): Promise<void> {
    await this.#send("browsingContext.navigate", { url, wait: "complete" });
  }

  async back(): Promise<void> {
    await this.#send("browsingContext.traverseHistory", { delta: -1 });
  }

  /** As text, which spares a reader of the protocol's own values. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#bidi.send<Evaluated>("script.evaluate", {
      expression: `(async () => JSON.stringify([await (0, eval)(${JSON.stringify(expression)})]))()`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (result === undefined) throw new Error(exceptionDetails?.text);
    return (JSON.parse(result.value) as [T])[0];
  }

  async setOffline(isOffline: boolean): Promise<void> {
    await this.#bidi.send("emulation.setNetworkConditions", {
      networkConditions: isOffline ? { type: "offline" } : null,
      contexts: [this.#context],
    });
  }

  /** By another tab in front, as windows without a screen are never hidden. */
  async hide(): Promise<void> {
    const { context } = await this.#bidi.send<{ context: string }>("browsingContext.create", {
      type: "tab",
      referenceContext: this.#context,
    });
    this.#front = context;
  }

  async show(): Promise<void> {
    await this.#bidi.send("browsingContext.close", { context: this.#front });
    await this.#send("browsingContext.activate");
  }

  #send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.#bidi.send(method, { context: this.#context, ...params });
  }
}
