// Links over ways that lose packets, hold them up and change their order: what is healthy is not cut.
import { describe, type ExpectStatic } from "vitest";
import { Cable } from "./support/cable.ts";
import { describeFaults } from "./support/describe-cable.ts";
import { Far } from "./support/far.ts";
import { figure, tellFigure } from "./support/figure.ts";
import { Firewall } from "./support/firewall.ts";
import { sleep, test } from "./support/stage.ts";

/**
 * A packet that is lost is sent again after 0.3, 0.9, 2.1 and 4.5 s, over the longer way after twice that: this bears
 * the loss of it and of three copies. Two would be lost in one run of some hundred.
 */
const KEEPALIVE = 6_000;
/** Impatient, so that there are links to be cut. */
const IMPATIENCE = 1_500;
const DIAL = 2_000;
const SENDS = 200;
const PEERS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const TRAFFIC = { peers: PEERS, sends: SENDS, patience: KEEPALIVE };

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** Each link gave its texts once, in order and without a gap; how many. */
function expectOrder(expect: ExpectStatic, { pool }: Far, id: string): number {
  const heard = pool.heard.filter((one) => one.id === id);
  for (const dial of new Set(heard.map((one) => one.dial))) {
    const texts = heard.filter((one) => one.dial === dial).map(({ data }) => Number(data));
    expect(texts).toEqual(texts.map((_, i) => (texts[0] as number) + i));
  }
  return heard.length;
}

describeFaults("a link over a poor way", () => {
  describe("that is healthy", () => {
    test.for([
      ["2 % loss and 100 ms there and back", 0.02, 50, 5],
      ["100 ms there and back, give or take as much", 0, 50, 50],
      ["2 % loss and 300 ms there and back, give or take 100", 0.02, 150, 50],
    ] as const)("is kept over %s", async ([what, loss, delay, jitter], { stage, expect }) => {
      const cable = await Cable.laid(stage);
      const firewall = new Firewall(cable);
      await firewall.lose(loss);
      await firewall.delay(stage, delay, jitter);
      const session = { keepaliveTimeout: KEEPALIVE, dialTimeout: 10_000 };
      const far = await Far.connected(stage, { ...TRAFFIC, cable, session });
      // Twenty pings of each.
      await sleep(8_000);
      const [roundTrip, lost] = [median(far.server.roundTrips), await firewall.lost()];
      figure(`over ${what}, ${lost} packets lost`, { roundTrip });
      // The way is as poor as it is meant to be.
      expect(roundTrip).toBeGreaterThan(2 * delay - jitter);
      expect(lost > 0).toBe(loss > 0);
      expect(far.pool.told.map(({ type }) => type)).toEqual(PEERS.map(() => "connected"));
      expect(far.server.live).toBe(PEERS.length);
      for (const id of PEERS) expect(expectOrder(expect, far, id)).toBeGreaterThan(20);
    });
  });

  describe("whose way loses 30 % of all packets", () => {
    test("may be cut, and is told and made anew in turn; it is whole when its way is", async ({
      stage,
      expect,
    }) => {
      // The server is patient.
      const session = { keepaliveTimeout: IMPATIENCE, dialTimeout: DIAL };
      const far = await Far.connected(stage, { ...TRAFFIC, session, patience: 20_000 });
      const firewall = new Firewall(far.cable);
      await firewall.lose(0.3);
      await sleep(8_000);
      const lost = await firewall.lost();
      expect(lost).toBeGreaterThan(PEERS.length);
      await firewall.pass();
      // What was sent in the dark is sent again, or its link is given up and another dialled.
      await sleep(2 * IMPATIENCE + DIAL + 1_000);
      await far.server.untilLive(PEERS.length);
      const cuts = far.pool.of("disconnected").length;
      tellFigure(`30 % loss, ${lost} packets lost: ${cuts} of ${PEERS.length} links cut`);
      for (const id of PEERS) {
        const links = far.pool.types(id).filter((type) => type !== "dialfailed");
        expect(links).toEqual(links.map((_, i) => (i % 2 === 0 ? "connected" : "disconnected")));
        expect(links.at(-1)).toBe("connected");
        expectOrder(expect, far, id);
      }
      for (const { cause } of far.pool.of("disconnected"))
        expect(cause).toMatchObject({ kind: "keepalive" });
      const opened = far.pool.of("connected").length;
      // The server may have seen the beginning of a link whose answer was lost.
      expect(far.server.opened.length).toBeGreaterThanOrEqual(opened);
      expect(far.pool.of("dialfailed").length).toBeGreaterThanOrEqual(
        far.server.opened.length - opened,
      );
    });
  });
});
