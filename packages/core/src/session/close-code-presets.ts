// Verdicts for the close codes 4000 to 4999 as known protocols use them; each is a `retry.classify` of its own.

import type { Failure } from "../failure.ts";
import type { Verdict } from "../options/options.ts";

/** Close codes from one to another, both included, and what they mean. */
type Rule = readonly [from: number, to: number, verdict: Verdict];

/** As `SessionOptions.retry.classify` takes it. */
export type Classify = (failure: Failure, verdict: Verdict) => Verdict;

/** The first rule that fits the peer's close code; else the default verdict. */
function byCloseCode(rules: readonly Rule[]): Classify {
  return ({ kind, closeCode = 0 }, verdict) =>
    (kind === "closed" && rules.find(([from, to]) => closeCode >= from && closeCode <= to)?.[2]) ||
    verdict;
}

/** Centrifugo: 3500 to 3999 and 4500 to 4999 are final, all else is worth another try. */
export const classifyCentrifugo: Classify = /* @__PURE__ */ byCloseCode([
  [3500, 3999, "retire"],
  [4500, 4999, "retire"],
  [3000, 4499, "retry"],
]);

/** graphql-transport-ws: what its client calls fatal, 1011 included. 4403 and 4408 are worth another try. */
export const classifyGraphqlWs: Classify = /* @__PURE__ */ byCloseCode([
  [1002, 1003, "retire"],
  [1007, 1011, "retire"],
  [4004, 4005, "retire"],
  [4400, 4401, "retire"],
  [4406, 4406, "retire"],
  [4409, 4409, "retire"],
  [4429, 4429, "retire"],
  [4500, 4500, "retire"],
]);

/** Nostr relays: 4000 means that the relay does not want us (NIP-01 as relays practise it). */
export const classifyNostr: Classify = /* @__PURE__ */ byCloseCode([[4000, 4000, "retire"]]);

/** Pusher: 4000 to 4099 are final, 4100 to 4199 ask for a second's wait, 4200 to 4299 for none. */
export const classifyPusher: Classify = /* @__PURE__ */ byCloseCode([
  [4000, 4099, "retire"],
  [4100, 4199, { retryAfter: 1_000 }],
  [4200, 4299, "retry"],
]);

/** y-websocket from version 3: 4400 to 4499 are final. */
export const classifyYWebsocket: Classify = /* @__PURE__ */ byCloseCode([[4400, 4499, "retire"]]);
