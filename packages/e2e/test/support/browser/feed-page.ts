// A page with one feed, as a test sees it: what was told when, by the session and by the platform, and what was read.
import { sleep } from "../stage.ts";
import type { Page } from "./page.ts";

/** By whom the feed is read: a pool with one peer, or a connection by itself. */
export type PageKind = "pool" | "connection";

export const PAGES: readonly PageKind[] = ["pool", "connection"];

export interface Told {
  readonly type: string;
  readonly at: number;
}

/** Where the page keeps what was told, or its worker. */
export interface Source {
  readonly told: readonly Told[];
  readonly platform: readonly Told[];
  readonly read: readonly string[];
}

export class FeedPage {
  readonly page: Page;
  readonly #source: string;
  /** Whether dials that failed before the first link are left out. */
  #skipsFailures = false;

  /** `source` is the expression that gives the lists. */
  constructor(page: Page, source: string = "skep") {
    this.page = page;
    this.#source = source;
  }

  async open(peer: string, session: object = {}, quiet: boolean = false): Promise<void> {
    const environment = quiet ? "{ subscribe: () => () => {} }" : "undefined";
    await this.page.evaluate(
      `skep.open(${JSON.stringify(peer)}, ${JSON.stringify(session)}, ${environment})`,
    );
  }

  async all(): Promise<Source> {
    return this.page.evaluate(`(async () => {
      const { told, platform, read } = await ${this.#source};
      const begin = ${this.#skipsFailures} ? told.findIndex(({ type }) => type !== "dialfailed") : 0;
      return { told: begin < 0 ? [] : told.slice(begin), platform, read };
    })()`);
  }

  /** From now on, what was told begins with the first link. */
  skipFailures(): void {
    this.#skipsFailures = true;
  }

  /** What was told of the session, in order. */
  async types(): Promise<string[]> {
    return (await this.all()).told.map(({ type }) => type);
  }

  /** The same except for dials that failed. */
  async links(): Promise<string[]> {
    return (await this.types()).filter((type) => type !== "dialfailed");
  }

  /** When the session told of that type for the `count`th time, as soon as it did. */
  until(type: string, count: number = 1): Promise<number> {
    return this.#until("told", type, count);
  }

  /** The same of the platform. */
  untilPlatform(type: string, count: number = 1): Promise<number> {
    return this.#until("platform", type, count);
  }

  /** Resolves when so many messages were read; all of them. */
  async untilRead(count: number): Promise<readonly string[]> {
    for (;;) {
      const { read } = await this.all();
      if (read.length >= count) return read;
      await sleep(20);
    }
  }

  async #until(list: "told" | "platform", type: string, count: number): Promise<number> {
    for (;;) {
      const found = (await this.all())[list].filter((told) => told.type === type)[count - 1];
      if (found !== undefined) return found.at;
      await sleep(20);
    }
  }
}
