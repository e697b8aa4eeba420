// A core by itself: inputs go in, and its effects are kept for the test, which answers its questions when it likes.

import { decodeFromClient } from "@skep/protocol";
import type { CoreOptions } from "../../../src/core/core-options.ts";
import type { Effect } from "../../../src/core/effect.ts";
import { HubCore } from "../../../src/core/hub-core.ts";
import { type Identity, type Input, NOBODY } from "../../../src/core/input.ts";
import { PLAIN } from "../../../src/core/namespace.ts";
import { payloadOf } from "../../../src/payload.ts";
import { outletOf, writtenBy } from "./outlets.ts";

/** A position. */
export const at = (offset: number, epoch = "e"): { epoch: string; offset: number } => ({
  epoch,
  offset,
});

export class Bench {
  readonly core: HubCore;
  effects: Effect[] = [];

  constructor(options: Partial<CoreOptions> = {}) {
    this.core = new HubCore({
      most: 1_000,
      pendingOf: () => 0,
      now: () => 0,
      namespaceOf: () => PLAIN,
      authorises: false,
      authenticates: false,
      authTimeout: 5_000,
      delivery: undefined,
      subscriptions: 10,
      message: 65_536,
      heartbeat: 30_000,
      keys: 120_000,
      replay: 10,
      ring: 256,
      ...options,
    });
    this.#add(this.core.begin());
    this.answer("join", { type: "joined", question: 1, position: at(0) });
  }

  #add(effects: readonly Effect[]): void {
    this.effects.push(...effects);
  }

  input(input: Input): this {
    this.#add(this.core.step(input));
    return this;
  }

  connect(client: string, version: 0 | 1 = 1, known: Partial<Identity> = {}): this {
    const identity = { ...NOBODY, ...known };
    this.input({ type: "connected", outlet: outletOf(client), identity, remoteAddress: "" });
    return version === 1 ? this.say(client, { type: "hello", id: 0, v: 1, ts: "ms" }) : this;
  }

  say(client: string, message: object): this {
    for (const each of decodeFromClient(JSON.stringify(message)))
      this.input({ type: "received", client, message: each });
    return this;
  }

  message(channel: string, offset: number, previous = offset - 1, epoch = "e"): this {
    const payload = payloadOf({ type: "event", json: String(offset) });
    return this.input({
      type: "message",
      message: { channel, epoch, offset, previous, time: offset, payload },
    });
  }

  /** Takes the oldest effect of a type, and answers its question. */
  answer(type: "join" | "read" | "publish" | "authorise" | "authenticate", input: Input): this {
    const index = this.effects.findIndex((effect) => effect.type === type);
    const [effect] = this.effects.splice(index, 1);
    if (effect === undefined || !("question" in effect)) throw new Error(`There is no ${type}.`);
    return this.input({ ...input, question: effect.question } as Input);
  }

  /** What was written to a client since the last call, in short. */
  told(client: string): string[] {
    const written = this.effects.flatMap(writtenBy).filter((each) => each.client === client);
    this.effects = this.effects.flatMap((effect) => without(client, effect));
    return written.map(({ text }) => {
      const { type, re, o, data, code, recovered } = JSON.parse(text);
      return [type, re, o, data, code, recovered].filter((part) => part !== undefined).join(" ");
    });
  }
}

/** What an effect does beside writing to this client. */
function without(client: string, effect: Effect): Effect[] {
  if (effect.type !== "write") return [effect];
  const to = effect.to.filter((outlet) => outlet.client !== client);
  return to.length === 0 ? [] : [{ ...effect, to }];
}

export const joined = (position: { epoch: string; offset: number } | undefined): Input => ({
  type: "joined",
  question: 0,
  position,
});
export const allowed = (isAllowed: boolean | undefined): Input => ({
  type: "authorised",
  question: 0,
  isAllowed,
});
