// What each feed does: one behaves, and four do what networks and servers do.

import type { FeedId } from "../src/feeds.ts";
import type { Feed, Habit } from "./feed.ts";
import { between } from "./values.ts";

/** Milliseconds, all of them. */
const BURST_EVERY = 3_000;
/** Nobody hears the end of a link that is half open, so it ends by itself. */
const FORGET_AFTER = 20_000;
const RESTART_EVERY = 18_000;
const AWAY_FOR = 2_500;

export const HABITS: Record<FeedId, Habit> = {
  steady: { speak: ({ every, say }) => every(50, say) },
  bursty: {
    speak({ every, say }) {
      say(400);
      every(BURST_EVERY, () => say(400));
    },
  },
  dropping: {
    speak({ socket, every, after, say }) {
      every(100, say);
      after(between(8_000, 16_000), () => socket.terminate());
    },
  },
  silent: {
    speak({ socket, every, after, say, mute }) {
      every(250, say);
      const end = between(12_000, 20_000);
      after(end, mute);
      after(end + FORGET_AFTER, () => socket.terminate());
    },
  },
  restarting: {
    speak: ({ every, say }) => every(200, say),
    live: (feed) => void setInterval(() => restart(feed), RESTART_EVERY).unref(),
  },
};

function restart(feed: Feed): void {
  feed.isAway = true;
  feed.sayGoodbye(1012, "service restart");
  setTimeout(() => (feed.isAway = false), AWAY_FOR).unref();
}
