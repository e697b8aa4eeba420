// `publish`: from a client into the engine, which tells it to everybody. It is answered when the engine has it.

import { channelFault, type ErrorCode, isKey, jsonOf, PROCESS } from "@skep/protocol";
import type { Published } from "../engine/engine.ts";
import { type Draft, isTooLarge } from "../payload.ts";
import { requestOf } from "../publish-request.ts";
import type { Request } from "./answers.ts";
import type { Client } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { EngineStatus } from "./engine-status.ts";
import type { CoreParts } from "./parts.ts";
import type { Questions } from "./questions.ts";

/**
 * Publishes of one client that wait for the engine: with so many it is not read until half of them are answered. Those that have come with them
 * in one piece of the network are begun all the same.
 */
const MOST_PUBLISHING = 256;

export class Publishing {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;

  readonly #engineStatus: EngineStatus;

  constructor({ options, effectQueue, questions, engineStatus }: CoreParts) {
    this.#engineStatus = engineStatus;
    this.#options = options;
    this.#effectQueue = effectQueue;
    this.#questions = questions;
  }

  /** What is wrong with it before anybody is asked. Processes are published to only where the application decides. */
  fault({ channel, key }: Request<"publish">): readonly [ErrorCode, string] | undefined {
    if (key !== undefined && !isKey(key)) return ["invalid_name", "invalid key"];
    const { isRefused, publish } = this.#options.namespaceOf(channel);
    // The name is looked at by whoever asks next.
    if (channelFault(channel) !== undefined || isRefused === true) return undefined;
    const isProcess = channel.startsWith(PROCESS) && !this.#options.authorises;
    return publish && !isProcess
      ? undefined
      : ["forbidden", "clients may not publish to this channel"];
  }

  /** The client may publish: the engine is asked to keep it. */
  publish(client: Client, { channel, data, key, id: re }: Request<"publish">): void {
    if (this.#engineStatus.isDown)
      return this.#refuse(client, re, "unavailable", "the engine is away");
    const draft: Draft = { type: "event", key, json: jsonOf(data) };
    if (isTooLarge(channel, draft))
      return this.#refuse(client, re, "too_large", "the publication is too large");
    const { retention } = this.#options.namespaceOf(channel);
    const rules = { retention, keys: this.#options.keys };
    const request = requestOf({ channel, draft }, client.identity.userId ?? "", rules);
    const question = this.#questions.add({ what: "publish", client, re });
    this.#effectQueue.add({ type: "publish", question, request });
    this.#begun(client);
  }

  #begun(client: Client): void {
    client.publishing++;
    if (client.isPaused || client.publishing < MOST_PUBLISHING) return;
    client.isPaused = true;
    this.#effectQueue.add({ type: "pause", client: client.id });
  }

  #ended(client: Client): void {
    client.publishing--;
    if (!client.isPaused || client.publishing > MOST_PUBLISHING / 2) return;
    client.isPaused = false;
    this.#effectQueue.add({ type: "resume", client: client.id });
  }

  published(client: Client, re: number, published: Published | undefined): void {
    this.#ended(client);
    if (published === undefined)
      return this.#refuse(client, re, "unavailable", "the engine is away");
    const { outcome, position } = published;
    if (outcome === "conflict")
      return this.#refuse(client, re, "conflict", "the key was used with other data");
    const duplicate = outcome === "duplicate" ? true : undefined;
    this.#effectQueue.counters.publishes.add(outcome);
    this.#effectQueue.say(client, { type: "ack", re, position, duplicate });
  }

  #refuse(client: Client, re: number, code: ErrorCode, text: string): void {
    const outcome = code === "conflict" || code === "unavailable" ? code : "refused";
    this.#effectQueue.counters.publishes.add(outcome);
    this.#effectQueue.refuse(client, re, code, text);
  }
}
