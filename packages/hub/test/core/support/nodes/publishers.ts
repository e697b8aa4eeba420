// What a client publishes: each under a key, again and again until it is acknowledged, over any node.

import type { Truth } from "../reader.ts";
import type { RuleClient } from "../rule-client.ts";
import { Violation } from "../violation.ts";

interface Publish {
  readonly channel: string;
  readonly key: string;
  /** The request under way; undefined where it has to be sent. */
  id: number | undefined;
}

export class ClientPublishes {
  readonly #client: RuleClient;
  readonly #truth: Truth;
  readonly #name: string;
  #all: Publish[] = [];
  #count = 0;

  constructor(client: RuleClient, truth: Truth, name: string) {
    this.#client = client;
    this.#truth = truth;
    this.#name = name;
    client.onAnswer = (answer) => {
      const publish = this.#all.find(({ id }) => id !== undefined && id === answer.re);
      if (publish === undefined) return;
      if (answer.type === "ack") this.#acknowledged(publish, answer.position?.time);
      else if (answer.code === "unavailable") publish.id = undefined;
      else throw new Violation("nothing fails", answer.text);
    };
  }

  get open(): number {
    return this.#all.length;
  }

  #acknowledged(publish: Publish, time: number | undefined): void {
    if (this.#truth.entryAt(time ?? -1) === undefined)
      throw new Violation("what is acknowledged was kept", publish.key);
    this.#all = this.#all.filter((each) => each !== publish);
  }

  add(channel: string): void {
    if (this.#all.length < 3)
      this.#all.push({ channel, key: `${this.#name}-${++this.#count}`, id: undefined });
  }

  /** Nobody knows what became of those under way. */
  lost(): void {
    for (const publish of this.#all) publish.id = undefined;
  }

  /** Sends those that have to be. */
  send(): void {
    if (!this.#client.isGreeted) return;
    for (const publish of this.#all)
      publish.id ??= this.#client.publish(publish.channel, publish.key, publish.key);
  }
}
