// How a feed is, in words and in a tone: its state, what it waits for, and until when.

import { CLOSE_TIMEOUT, DIAL_TIMEOUT, KEEPALIVE_TIMEOUT } from "../reader/session-options.ts";
import type { FeedView, View } from "../reader/told.ts";
import { span, wait } from "./format.ts";

export interface FeedState {
  readonly tone: "good" | "wait" | "bad";
  readonly word: string;
  /** The text that says what the feed waits for, and until when. */
  readonly detail: string;
}

/** With a probe a second, longer silence means that something is wrong and not judged yet. */
const SUSPICIOUS = 2_000;

export function stateOf(feed: FeedView, view: View): FeedState {
  switch (feed.state) {
    case "connected":
      return connected(feed);
    case "waiting":
      return { tone: "bad", word: "waiting", detail: redial(feed) };
    case "queued":
      return { tone: "wait", word: "queued", detail: nextTry(view) };
    case "dialing":
    case "opening":
      return { tone: "wait", word: "dialling", detail: `for ${span(DIAL_TIMEOUT)} at most` };
    case "ending":
    case "closing":
      return { tone: "wait", word: "closing", detail: `for ${span(CLOSE_TIMEOUT)} at most` };
    case "stopped":
      return { tone: "bad", word: "given up", detail: "dials no more" };
    default:
      return { tone: "wait", word: feed.state, detail: "" };
  }
}

function connected({ silence = 0, upFor = 0 }: FeedView): FeedState {
  if (silence <= SUSPICIOUS)
    return { tone: "good", word: "connected", detail: `for ${span(upFor)}` };
  const left = KEEPALIVE_TIMEOUT - silence;
  return { tone: "wait", word: "silent", detail: `given up in ${wait(left)}` };
}

function redial({ retryIn = 0 }: FeedView): string {
  return retryIn < 50 ? "dials now" : `dials in ${wait(retryIn)}`;
}

/** While a server is away one feed dials for all that are queued, and they take turns. */
function nextTry({ feeds, probeIn }: View): string {
  const dialing = feeds.find(({ state }) => state === "dialing" || state === "opening");
  return dialing === undefined ? `next try within ${wait(probeIn)}` : `${dialing.id} tries now`;
}
