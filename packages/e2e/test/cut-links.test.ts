// Links that a router cuts, without a word or with one, between a pool and its server on two ends of a network.
import { describe } from "vitest";
import { Cable } from "./support/cable.ts";
import { describeFaults } from "./support/describe-cable.ts";
import { DELAY, DIAL, Far, GRACE, KEEPALIVE } from "./support/far.ts";
import { figure } from "./support/figure.ts";
import { Firewall } from "./support/firewall.ts";
import { eventually, sleep, test } from "./support/stage.ts";

/** For a network that is whole whenever it is dialled over, so that no dial fails on a busy machine. */
const PATIENT = { dialTimeout: 10_000 };

describeFaults("on two ends of a network", () => {
  describe("a link whose router", () => {
    test.for([
      ["all packets", undefined],
      ["the packets of the server", "far"],
      ["the packets of the client", "near"],
    ] as const)(
      "swallows %s is noticed, and made anew",
      async ([what, side], { stage, expect }) => {
        // The server asks nothing meanwhile, as its pings would be signs of life where they come through.
        const far = await Far.connected(stage, { patience: 20_000 });
        const cutAt = Date.now();
        await far.cable.swallow(side);
        const noticed = await far.silence(expect, cutAt);
        const failed = await far.pool.until("dialfailed", "a", 2);
        expect(failed).toMatchObject({ cause: { phase: "dial", kind: "timeout" }, retryIn: DELAY });
        // In the middle of a dial.
        await sleep(DIAL / 2);
        const healedAt = Date.now();
        await far.cable.pass();
        figure(`swallows ${what}`, { noticed, back: await far.back(expect, healedAt) });
      },
    );

    test("swallows the packets of the client is noticed although the server goes on talking", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage, { patience: 20_000 });
      const talking = setInterval(() => far.server.sendToAll("bzz"), 100);
      stage.ending(async () => clearInterval(talking));
      const cutAt = Date.now();
      await far.cable.swallow("near");
      const { at, cause } = await far.pool.until("disconnected");
      const noticed = at - cutAt;
      // What is heard is alive. TCP says nothing new once its first packet is not acknowledged: after 0.2 s or so.
      expect(cause).toMatchObject({ phase: "live", kind: "keepalive" });
      expect(noticed).toBeLessThanOrEqual(KEEPALIVE + 500 + GRACE);
      const healedAt = Date.now();
      await far.cable.pass();
      figure("swallows while the server talks", {
        noticed,
        back: await far.back(expect, healedAt),
      });
    });

    test("swallows all packets is noticed by who sends all the time, too", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage, { sends: 20 });
      await eventually(() => far.pool.heard.length > 10);
      const cutAt = Date.now();
      await far.cable.swallow();
      const noticed = await far.silence(expect, cutAt);
      const healedAt = Date.now();
      await far.cable.pass();
      figure("swallows while sending", { noticed, back: await far.back(expect, healedAt) });
      // Each link gave its texts once and in order; what was on its way at the cut is lost.
      for (const dial of new Set(far.pool.heard.map((heard) => heard.dial))) {
        const texts = far.pool.heard
          .filter((heard) => heard.dial === dial)
          .map(({ data }) => +data);
        expect(texts).toEqual(texts.map((_, i) => (texts[0] as number) + i));
      }
    });

    test("swallows the first packet of a dial costs dialTimeout each time, until it does no more", async ({
      stage,
      expect,
    }) => {
      const cable = await Cable.laid(stage);
      await cable.swallow();
      const far = await Far.start(stage, { cable });
      const { at } = await far.pool.until("dialfailed", "a", 4);
      const failed = far.pool.of("dialfailed");
      for (const { cause, retryIn } of failed)
        expect({ cause, retryIn }).toMatchObject({ cause: { kind: "timeout" }, retryIn: DELAY });
      const between = (at - (failed[0]?.at ?? 0)) / 3;
      expect(between).toBeGreaterThanOrEqual(DIAL + DELAY - 10);
      expect(between).toBeLessThanOrEqual(DIAL + DELAY + GRACE);
      await sleep(DIAL / 2);
      const healedAt = Date.now();
      await cable.pass();
      const back = (await far.pool.until("connected")).at - healedAt;
      figure("swallows dials", { between, back });
      expect(back).toBeLessThanOrEqual(DIAL + DELAY + GRACE);
      // Those that were given up do not come to life.
      await sleep(KEEPALIVE);
      far.counted(expect, 1, healedAt);
    });

    test("refuses all packets is lost at once, and so is each dial until it does no more", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage, { sends: 50 });
      const firewall = new Firewall(far.cable);
      const cutAt = Date.now();
      await firewall.refuse();
      const { at, cause } = await far.pool.until("disconnected");
      expect(cause).toMatchObject({ phase: "live", kind: "lost" });
      expect(at - cutAt).toBeLessThanOrEqual(50 + GRACE);
      expect(await far.pool.until("dialfailed", "a", 3)).toMatchObject({
        cause: { phase: "dial", kind: "network" },
        retryIn: DELAY,
      });
      const healedAt = Date.now();
      await firewall.pass();
      figure("refuses", { noticed: at - cutAt, back: await far.back(expect, healedAt) });
    });

    test("forgets it (NAT) is noticed, and made anew at once", async ({ stage, expect }) => {
      const cable = await Cable.laid(stage);
      const firewall = new Firewall(cable);
      await firewall.translate();
      const far = await Far.connected(stage, { cable, session: PATIENT });
      const cutAt = Date.now();
      await firewall.forget();
      const noticed = await far.silence(expect, cutAt);
      const back = await far.back(expect, cutAt + noticed);
      figure("forgets", { noticed, back });
      expect(back).toBeLessThanOrEqual(DELAY + GRACE);
      expect(far.pool.of("dialfailed")).toEqual([]);
    });
  });

  describe("a client", () => {
    test("that comes to another network has a link from there in time", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage, { session: PATIENT });
      const cutAt = Date.now();
      await far.cable.roam();
      const noticed = await far.silence(expect, cutAt);
      const back = await far.back(expect, cutAt + noticed);
      figure("another address", { noticed, back });
      expect(back).toBeLessThanOrEqual(DELAY + GRACE);
      expect(far.pool.of("dialfailed")).toEqual([]);
    });

    test("whose plug is out for 5 s keeps a link that may be silent for longer", async ({
      stage,
      expect,
    }) => {
      const patience = 12_000;
      const session = { keepaliveTimeout: patience };
      const far = await Far.connected(stage, { session, patience });
      await far.cable.pull();
      for (let i = 0; i < 50; i++) {
        far.server.sendToAll(`${i}`);
        await sleep(100);
      }
      expect(far.pool.heard).toEqual([]);
      const healedAt = Date.now();
      await far.cable.plug();
      await eventually(() => far.pool.heard.length === 50);
      figure("5 s without plug, kept", { burst: Date.now() - healedAt });
      expect(far.pool.heard.map(({ data }) => data)).toEqual(
        Array.from({ length: 50 }, (_, i) => `${i}`),
      );
      await sleep(KEEPALIVE);
      expect(far.pool.of("disconnected")).toEqual([]);
      expect(far.pool.of("connected")).toHaveLength(1);
      expect(far.server.live).toBe(1);
    });

    test("whose plug is out for 5 s has one new link, and what comes late on the old one is not heard", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage);
      const cutAt = Date.now();
      await far.cable.pull();
      const noticed = await far.silence(expect, cutAt);
      far.server.sendToAll("late");
      await sleep(cutAt + 5_000 - Date.now());
      const healedAt = Date.now();
      await far.cable.plug();
      figure("5 s without plug", { noticed, back: await far.back(expect, healedAt) });
      expect(far.pool.heard).toEqual([]);
    });
  });

  describe("with its link half-open", () => {
    test("a pool is closed after closeTimeout, and nothing holds its process", async ({
      stage,
      expect,
    }) => {
      const far = await Far.connected(stage, { session: { closeTimeout: 600 } });
      await far.cable.swallow();
      const { took, code, after } = await far.pool.close();
      figure("half-open, closed", { took, after });
      expect(took).toBeGreaterThanOrEqual(600 - 10);
      expect(took).toBeLessThanOrEqual(600 + GRACE);
      expect(after).toBeLessThanOrEqual(600 + 2 * GRACE);
      expect(code).toBe(0);
      expect(far.pool.of("disconnected")).toMatchObject([{ cause: { kind: "stopped" } }]);
    });

    const many = Array.from({ length: 50 }, (_, i) => `peer-${i}`);

    test.for([
      ["the longest goodbye", 600, undefined],
      ["its timeout", 10_000, 300],
    ] as const)(
      "a pool of 50 is closed within %s",
      async ([what, closeTimeout, timeout], { stage, expect }) => {
        const session = { closeTimeout };
        const far = await Far.connected(stage, {
          session,
          peers: many,
          ...(timeout && { timeout }),
        });
        await far.cable.swallow();
        const { took, code, after } = await far.pool.close();
        figure(`50 half-open, closed within ${what}`, { took, after });
        const bound = timeout ?? closeTimeout;
        expect(took).toBeGreaterThanOrEqual(bound - 10);
        expect(took).toBeLessThanOrEqual(bound + GRACE);
        expect(after).toBeLessThanOrEqual(bound + 2 * GRACE);
        expect(code).toBe(0);
        expect(new Set(far.pool.of("disconnected").map(({ id }) => id))).toEqual(new Set(many));
        expect(far.pool.of("disconnected")).toHaveLength(50);
      },
    );
  });
});
