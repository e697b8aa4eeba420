// The feeds that there are, as the server plays them and the page shows them.

export interface FeedInfo {
  readonly id: string;
  /** What it does to those who listen. */
  readonly habit: string;
  readonly unit: string;
}

export const FEEDS = [
  { id: "steady", habit: "20 messages a second, always", unit: "°C" },
  { id: "bursty", habit: "400 at once, then nothing", unit: "trades" },
  { id: "dropping", habit: "hangs up without a goodbye", unit: "m/s" },
  { id: "silent", habit: "falls silent, the link stays open", unit: "m" },
  { id: "restarting", habit: "closes with 1012, is away a while", unit: "jobs" },
] as const satisfies readonly FeedInfo[];

export type FeedId = (typeof FEEDS)[number]["id"];

/** Where a feed is on its server: links by WebSocket; `POST` to `<path>/cut` ends them all. */
export function feedPath(id: string): string {
  return `/feeds/${id}`;
}

/** Browsers cannot ping, so this is asked by a message, and every feed answers it. */
export const PROBE = { question: "are you there?", answer: "I am here." } as const;
