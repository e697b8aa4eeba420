// Applications that loop over waits and sends: timers and reading go on beside them, on every socket that Node has.
import { existsSync } from "node:fs";
import { describe } from "vitest";
import { notTried } from "../../../tools/test-run/not-tried.ts";
import { figure } from "./support/figure.ts";
import { NO_RUNTIMES, nodeOf } from "./support/packages.ts";
import type { Retried, RetryingJob } from "./support/programs/retrying.ts";
import { RestartingServer, RESTARTS } from "./support/restarting.ts";
import { eventually, test } from "./support/stage.ts";

const CLOSE_TIMEOUT = 400;
/** A loop that never leaves the microtasks never ends; `ws` by itself waits for 30 s. */
const FROZEN = 8_000;
const SENDS = 100_000;

const SOCKETS = [
  { what: "ws", executable: process.execPath, isOwn: false },
  ...[22, 24].flatMap((major) => [
    { what: `ws on Node ${major}`, executable: nodeOf(major), isOwn: false },
    { what: `the own socket of Node ${major}`, executable: nodeOf(major), isOwn: true },
  ]),
];

function testRetries({ what, executable, isOwn }: (typeof SOCKETS)[number]): void {
  test.for(RESTARTS)(
    `over ${what}, whose server %s, keeps its timers, and sends the order on the next link`,
    async (restart, { stage, expect }) => {
      const server = await RestartingServer.start(stage, restart);
      const job: RetryingJob = { url: server.url, closeTimeout: CLOSE_TIMEOUT, isOwn };
      const program = await stage.program("retrying", job, { executable });
      const code = await program.said<number | null>("code");
      const { order, longest, contradictions } = await program.said<Retried>("retried");
      await eventually(() => server.links[1]?.includes(order) === true);
      figure(`${restart}, ${what}`, { away: server.away, longest });
      expect(contradictions).toBe(0);
      expect(Math.max(longest, server.away)).toBeLessThan(FROZEN);
      // A platform's own socket tells no code while the connection is held.
      if (!isOwn || restart === "says 1012 and ends") expect(code).toBe(1012);
    },
  );
}

describe.concurrent("a loop that repeats what could not be sent", () => {
  for (const socket of SOCKETS)
    if (existsSync(socket.executable)) testRetries(socket);
    else notTried(socket.what, NO_RUNTIMES, "SKEP_REQUIRE_SERVERS");
});

describe("a loop of awaited sends", () => {
  test("leaves room for timers and for reading", async ({ stage, expect }) => {
    const { url } = await stage.echo();
    const { pool } = stage.pool();
    const peer = pool.connect(url);
    await peer.whenConnected();
    let read = 0;
    const reading = (async () => {
      for await (const _ of pool.inbox) read++;
    })();
    const from = performance.now();
    let [last, longest] = [from, 0];
    const beating = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    for (let sent = 0; sent < SENDS; sent++) await peer.send("a small message");
    const [whole, meanwhile] = [performance.now() - from, read];
    clearInterval(beating);
    figure(`${SENDS} awaited sends, of which ${meanwhile} were read meanwhile`, { whole, longest });
    // Whatever the machine: without room, the longest time is the whole of it, and nothing is read.
    expect(longest).toBeLessThan(whole / 4);
    expect(meanwhile).toBeGreaterThan(SENDS / 100);
    await eventually(() => read === SENDS);
    await pool.close();
    await reading;
  });
});
