// A page with a pool in it, as a test sees it: what was told when, by the pool and by the platform.
import { sleep } from "../stage.ts";
import type { Page } from "./page.ts";

export interface Told {
  readonly type: string;
  readonly at: number;
}

/** Where the page keeps what was told, or its worker. */
export interface Source {
  readonly told: readonly Told[];
  readonly platform: readonly Told[];
}

export class PoolPage {
  readonly page: Page;
  readonly #source: string;

  /** `source` is the expression that gives the two lists. */
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
      const { told, platform } = await ${this.#source};
      return { told, platform };
    })()`);
  }

  /** What the pool told, in order. */
  async types(): Promise<string[]> {
    return (await this.all()).told.map(({ type }) => type);
  }

  /** What the pool told except for dials that failed, in order. */
  async links(): Promise<string[]> {
    return (await this.types()).filter((type) => type !== "dialfailed");
  }

  /** When the pool told of that type for the `count`th time, as soon as it did. */
  until(type: string, count: number = 1): Promise<number> {
    return this.#until("told", type, count);
  }

  /** The same of the platform. */
  untilPlatform(type: string, count: number = 1): Promise<number> {
    return this.#until("platform", type, count);
  }

  async #until(list: keyof Source, type: string, count: number): Promise<number> {
    for (;;) {
      const found = (await this.all())[list].filter((told) => told.type === type)[count - 1];
      if (found !== undefined) return found.at;
      await sleep(20);
    }
  }
}
