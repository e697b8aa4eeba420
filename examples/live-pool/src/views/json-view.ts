// The view for programs: one JSON object a line, for each event, once a second, and at the end.

import type { PoolEvent } from "skep";
import { accountOf, lostWithoutAWord } from "../figures/account.ts";
import type { Row, Sample } from "../figures/tally.ts";
import type { Habits, View } from "./view.ts";

/** Milliseconds from one look at all peers to the next. */
const EVERY = 1_000;

export class JsonView implements View {
  readonly #write: (text: string) => void;
  #nextLook = EVERY;

  constructor(write: (text: string) => void, habits: Habits) {
    this.#write = write;
    for (const [id, habit] of habits) this.#line({ type: "server", id, habit });
  }

  tell(event: PoolEvent): void {
    const { peer: _, ...facts } = event;
    this.#line(facts);
  }

  show({ elapsed, rows }: Sample): void {
    if (elapsed < this.#nextLook) return;
    this.#nextLook += EVERY;
    this.#line({ type: "stats", elapsed, peers: rows.map(figures) });
  }

  end({ elapsed, rows }: Sample): void {
    const account = accountOf(rows);
    const lost = lostWithoutAWord(account);
    this.#line({ type: "summary", elapsed, peers: rows.map(figures), ...account, lost });
  }

  close(): void {}

  #line(value: object): void {
    this.#write(`${JSON.stringify(value, withErrors)}\n`);
  }
}

function figures({ stats, rate, rtt, read, told, causes }: Row): object {
  return { ...stats, rate, meanRtt: rtt.mean, read, told, causes: Object.fromEntries(causes) };
}

/** Of errors, JSON would keep neither name nor message. */
function withErrors(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return Object.assign({ name: value.name, message: value.message }, value);
}
