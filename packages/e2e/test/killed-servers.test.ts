// Servers that are killed: what one pool tells of it, and how 200 of its peers come back without trampling it down.
import { describe } from "vitest";
import type { Program } from "./support/program.ts";
import { figure, most, tellFigure } from "./support/figure.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import { SOON } from "./support/watched.ts";

/** For a busy machine. */
const GRACE = 900;

async function serve(stage: Stage, port: number | null): Promise<{ server: Program; url: string }> {
  const server = await stage.program("echoing", port);
  return { server, url: await server.said<string>("url") };
}

const portOf = (url: string): number => Number(new URL(url).port);

/** When the server's links were opened, as it says. */
const linkedAt = ({ child }: Program): number[] =>
  child.lines
    .filter((line) => line.startsWith('{"linkedAt"'))
    .map((line) => (JSON.parse(line) as { linkedAt: number }).linkedAt);

describe.concurrent("a server that is killed", () => {
  test("is lost at once and refuses dials; its next life is found within the delay", async ({
    stage,
    expect,
  }) => {
    const { server, url } = await serve(stage, null);
    const watched = stage.pool();
    await watched.pool.connect({ id: "a", url }).whenConnected();
    const killedAt = Date.now();
    server.child.kill("SIGKILL");
    const { at, cause, retryIn } = await watched.until("disconnected");
    expect({ cause, retryIn }).toMatchObject({
      cause: { phase: "live", kind: "lost" },
      retryIn: SOON.initialDelay,
    });
    expect(at - killedAt).toBeLessThanOrEqual(GRACE);
    expect(await watched.until("dialfailed", "a", 3)).toMatchObject({
      cause: { phase: "dial", kind: "network" },
    });
    const next = await serve(stage, portOf(url));
    const begun = Date.now();
    const back = (await watched.until("connected", "a", 2)).at - begun;
    figure("killed", { noticed: at - killedAt, back });
    expect(back).toBeLessThanOrEqual(SOON.initialDelay + GRACE);
    await watched.pool.send("a", "there you are");
    expect(await watched.read()).toBe("there you are");
    await next.server.said("linkedAt");
    expect(linkedAt(next.server)).toHaveLength(1);
    expect(watched.types("a").filter((type) => type !== "dialfailed")).toEqual([
      "connected",
      "disconnected",
      "connected",
    ]);
  });

  test("with 200 links is asked by one, and has them back at the pace of the limiter", async ({
    stage,
    expect,
  }) => {
    const { server, url } = await serve(stage, null);
    const dialing = { perSecond: 100, inFlight: 8 };
    const retry = { initialDelay: 400, minDelay: 50, maxDelay: 400, jitter: "full" } as const;
    const watched = stage.pool({ dialing, retry });
    const ids = Array.from({ length: 200 }, (_, i) => `${i}`);
    for (const id of ids) watched.pool.connect({ id, url: url + id });
    await eventually(() => watched.of("connected").length === ids.length);
    server.child.kill("SIGKILL");
    await eventually(() => watched.of("disconnected").length === ids.length);
    await sleep(1_500);
    // As long as any link was up, the server was not known to be gone.
    const goneAt = watched.of("disconnected").at(-1)?.at ?? NaN;
    const failed = watched.of("dialfailed").filter(({ at }) => at > goneAt).length;
    // Those that were under way when the first found nobody, and then one every 50 to 400 ms; without a limiter 1,500.
    expect(failed).toBeGreaterThan(2);
    expect(failed).toBeLessThanOrEqual(dialing.inFlight + 1_500 / retry.minDelay);

    const next = await serve(stage, portOf(url));
    const begun = Date.now();
    await eventually(() => watched.of("connected").length === 2 * ids.length);
    await eventually(() => linkedAt(next.server).length >= ids.length);
    const times = linkedAt(next.server);
    const last = Math.max(...times) - begun;
    figure("200 killed", { last });
    tellFigure(
      `200 killed: ${failed} dials failed, ${most(times, 500)} links in the busiest 500 ms`,
    );
    // Half a second's pace, what a late timer makes up for, and a busy machine's own gathering.
    expect(most(times, 500)).toBeLessThanOrEqual(50 + 2 + dialing.inFlight + 15);
    // Paced, but not held up: two seconds for 200, after the wait of the one that asks.
    expect(last).toBeLessThanOrEqual(2_000 + retry.maxDelay + 2 * GRACE);
    expect(times).toHaveLength(200);
    expect(watched.of("connected")).toHaveLength(400);
    expect(watched.of("disconnected")).toHaveLength(200);
  });
});
