// The figures of all feeds together, and what it read while nobody saw the page.

import type { View } from "../reader/told.ts";
import { need, write } from "../../../page/browser/element.ts";
import { count, rate } from "./format.ts";

export class Figures {
  readonly #at = (id: string): HTMLElement => need(document, `#${id}`);
  /** Messages read when the page was hidden. */
  #readAtHiding: number | undefined;
  #unseen = 0;

  show({ feeds, read, dropped }: View): void {
    const connected = feeds.filter(({ state }) => state === "connected").length;
    write(this.#at("connected"), `${connected} of ${feeds.length}`);
    const rates = feeds.map((feed) => feed.rate).filter((each) => each !== undefined);
    const total = rates.reduce((sum, each) => sum + each, 0);
    write(this.#at("rate"), rate(rates.length === 0 ? undefined : total));
    write(this.#at("read"), count(read));
    write(this.#at("dropped"), count(dropped));
    write(this.#at("unseen"), count(this.#unseen));
  }

  hidden({ read }: View): void {
    this.#readAtHiding = read;
  }

  visible({ read }: View): void {
    this.#unseen += read - (this.#readAtHiding ?? read);
    this.#readAtHiding = undefined;
  }
}
