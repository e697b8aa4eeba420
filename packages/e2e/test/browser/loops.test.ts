// A page that repeats what could not be sent, as applications do: it answers all the time, and the order arrives.
import { describe } from "vitest";
import { PAGES } from "../support/browser/feed-page.ts";
import { emptyScene } from "../support/browser/scene.ts";
import { figure } from "../support/figure.ts";
import { RestartingServer, RESTARTS } from "../support/restarting.ts";
import { eventually, sleep, test } from "../support/stage.ts";

const CLOSE_TIMEOUT = 400;
/** A page that is frozen answers never. */
const FROZEN = 10_000;

describe.concurrent.each(PAGES)("with a %s, a loop that repeats what could not be sent", (page) => {
  test.for(RESTARTS)(
    "leaves its page alive where the server %s, and the order arrives on the next link",
    async (restart, { stage, expect }) => {
      const server = await RestartingServer.start(stage, restart);
      const { feed } = await emptyScene(stage, { page });
      const retry = { initialDelay: 50, minDelay: 50, maxDelay: 50 };
      await feed.open(server.url, { closeTimeout: CLOSE_TIMEOUT, retry });
      await feed.until("connected");
      await feed.page.evaluate(`void (async () => {
        for (let order = 1; ; order++) {
          await skep.deliver("order " + order);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      })()`);
      let longest = 0;
      while (server.links[1]?.some((text) => text.startsWith("order")) !== true) {
        const from = performance.now();
        expect(await feed.page.evaluate("1 + 1")).toBe(2);
        longest = Math.max(longest, performance.now() - from);
        await sleep(10);
      }
      figure(`${restart}, with a ${page}`, { away: server.away, longest });
      expect(longest).toBeLessThan(FROZEN);
      await eventually(async () => (await feed.types()).length === 3);
      expect(await feed.types()).toEqual(["connected", "disconnected", "connected"]);
    },
  );
});
