// The application, as the core asks and tells it: who a client is, what it may do, who comes and goes.

import type { Clock } from "@skep/core/base";
import { type TimelyAnswer, timelyAnswer } from "./timely-answer.ts";
import type { Visits } from "./admission/visits.ts";
import type { Effect } from "./core/effect.ts";
import type { Input } from "./core/input.ts";
import { AnswerTimeoutError } from "./errors.ts";
import { HubChannelEvent, HubClientEvent, HubErrorEvent, type HubEventMap } from "./hub-events.ts";
import type { HubOptions } from "./hub-options.ts";
import type { Links } from "./links.ts";

export interface ApplicationOptions {
  readonly authorise: HubOptions["authorise"];
  /** Milliseconds within which it has to answer. */
  readonly authTimeout: number;
  readonly clock: Clock;
  readonly links: Links;
  readonly visits: Visits;
  readonly tell: (event: HubEventMap[keyof HubEventMap]) => void;
  /** Takes the answers. */
  readonly input: (input: Input) => void;
}

type Of<T extends Effect["type"]> = Extract<Effect, { readonly type: T }>;

/** What the application is told of a client. */
export type ClientFact = Of<"connected" | "disconnected" | "subscribed" | "unsubscribed" | "slow">;

export class Application {
  readonly #options: ApplicationOptions;

  constructor(options: ApplicationOptions) {
    this.#options = options;
  }

  authenticate({ question, client, token }: Of<"authenticate">): void {
    const { input, links, visits } = this.#options;
    links.get(client)?.beginToken();
    void visits.authenticate(client, token).then((answer) => {
      links.get(client)?.endToken();
      input({ type: "authenticated", question, answer });
    });
  }

  /** An authoriser that throws or rejects harms its own case alone. */
  authorise({ question, client, action, channel }: Of<"authorise">): void {
    const { authorise, authTimeout: timeout, clock, input, links, visits } = this.#options;
    const handle = links.get(client)?.client;
    const gone = visits.goneSignal(client);
    const answer = (isAllowed: boolean | undefined): void =>
      input({ type: "authorised", question, isAllowed });
    if (handle === undefined || authorise === undefined) return answer(false);
    void timelyAnswer((signal) => authorise(handle, action, channel, { signal }), {
      clock,
      timeout,
      gone,
    }).then((given) => answer(this.#judge(given)));
  }

  /** Undefined where nobody has said in time. */
  #judge(given: TimelyAnswer<unknown>): boolean | undefined {
    const { authTimeout, tell } = this.#options;
    // Nothing else than true is a yes.
    if (given.failure === undefined) return given.answer === true;
    if (given.failure === "failed") tell(new HubErrorEvent(given.error));
    if (given.failure !== "timeout") return false;
    tell(new HubErrorEvent(new AnswerTimeoutError("authorise", authTimeout)));
    return undefined;
  }

  tell(fact: ClientFact): void {
    const { links, tell } = this.#options;
    const handle = links.get(fact.client)?.client;
    if (fact.type === "disconnected") this.#forget(fact.client);
    if (handle === undefined) return;
    if ("channel" in fact) tell(new HubChannelEvent(fact.type, handle, fact.channel));
    else if (fact.type === "connected" || fact.wasKnown)
      tell(new HubClientEvent(fact.type, handle));
  }

  #forget(client: string): void {
    this.#options.links.delete(client);
    this.#options.visits.end(client);
  }
}
