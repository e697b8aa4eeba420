// An origin that is down: when it is, who probes it, and who is held meanwhile.

import { describe, expect, test } from "vitest";
import { World } from "../pool/support/world.ts";
import { limited, REFUSED } from "./support/limited.ts";

describe("an origin", () => {
  test("is down when a dial got no answer and no link is up", () => {
    const { subject, place, fail } = limited();
    const a = place("a");
    subject.opened();
    fail(a);
    expect(subject.isDown).toBe(false);
    subject.ended();
    expect(subject.isDown).toBe(true);
    subject.opened();
    expect(subject.isDown).toBe(false);
  });

  test.each([
    [502, true],
    [503, true],
    [504, true],
    [401, false],
    [404, false],
    [429, false],
    [500, false],
  ])("that answers %d is down: %s", (status, down) => {
    const { subject, place, fail } = limited();
    fail(place("a"), { phase: "handshake", kind: "status", status });
    expect(subject.isDown).toBe(down);
  });

  test("is not judged by a provider or a gate that failed", () => {
    const { subject, place, fail } = limited();
    fail(place("a"), { phase: "resolve", kind: "provider" });
    fail(place("a"), { phase: "opening", kind: "gate" });
    expect(subject.isDown).toBe(false);
  });

  test("whose answers cannot be seen is down when two different peers failed", () => {
    const { subject, place, fail } = limited();
    fail(place("a"), REFUSED, false);
    fail(place("a"), REFUSED, false);
    expect(subject.isDown).toBe(false);
    fail(place("b"), REFUSED, false);
    expect(subject.isDown).toBe(true);
  });

  test("forgets whom it suspected when that peer is gone", () => {
    const { subject, place, fail } = limited();
    const a = place("a");
    fail(a, REFUSED, false);
    subject.quit(a.dialer);
    fail(place("b"), REFUSED, false);
    expect(subject.isDown).toBe(false);
  });
});

describe("while the origin is down", () => {
  function down() {
    const world = limited({ perSecond: 1_000 });
    const [a, b, c] = [
      world.place("a", { automatic: true }),
      world.place("b", { automatic: true }),
      world.place("c", { automatic: true }),
    ];
    world.fail(world.place("a"));
    for (const each of [a, b, c]) world.subject.enter(each);
    world.clock.advance(100);
    return { ...world, a, b, c };
  }

  test("one peer probes, and the automatic redials of the others are held", () => {
    const { told } = down();
    expect(told).toEqual(["a admitted"]);
  });

  test("first dials and redials that were asked for are paced, not held", () => {
    const { clock, subject, told, place } = down();
    subject.enter(place("d"));
    clock.advance(10);
    expect(told).toEqual(["a admitted", "d admitted"]);
  });

  test("those who queued before it was found down are held when their turn comes, too", () => {
    const { clock, subject, told, place, fail } = limited({ perSecond: 100 });
    const queued = ["a", "b", "c"].map((name) => place(name, { automatic: true }));
    for (const each of queued) subject.enter(each);
    subject.enter(place("d"));
    expect(told).toEqual(["a admitted"]);
    fail(queued[0]!);
    clock.advance(1_000);
    expect(told).toEqual(["a admitted", "b admitted", "d admitted"]);
    subject.leave(queued[1]!);
    subject.opened();
    clock.advance(1_000);
    expect(told.slice(3)).toEqual(["c admitted", "reachable"]);
  });

  test("the prober may probe again", () => {
    const { clock, subject, told, a, fail, place } = down();
    fail(a);
    subject.enter(place("a", { automatic: true }));
    clock.advance(10);
    expect(told).toEqual(["a admitted", "a admitted"]);
  });

  test("a dial that opens admits all at the paced rate, and tells those who wait", () => {
    const { clock, subject, told, a } = down();
    subject.opened();
    subject.leave(a);
    clock.advance(10);
    expect(told.toSorted()).toEqual(["a admitted", "b admitted", "c admitted", "reachable"]);
  });

  test("another answer than that of a proxy admits all too", () => {
    const { clock, told, a, fail } = down();
    fail(a, { phase: "handshake", kind: "status", status: 401 });
    clock.advance(10);
    expect(told).toContain("c admitted");
  });

  test("when the prober is gone, who waits longest probes an interval after the last dial", () => {
    const { clock, subject, told, a } = down();
    subject.leave(a);
    subject.quit(a.dialer);
    clock.advance(1_899);
    expect(told).toEqual(["a admitted"]);
    clock.advance(101);
    expect(told).toEqual(["a admitted", "b admitted"]);
  });

  test("when the prober is gone and nobody waits, the next one probes", () => {
    const { clock, subject, told, a, b, c, place } = down();
    for (const each of [a, b, c]) subject.leave(each);
    subject.quit(a.dialer);
    subject.enter(place("e", { automatic: true }));
    clock.advance(10);
    expect(told).toEqual(["a admitted", "e admitted"]);
  });

  test("a prober on a long backoff is called after the interval, as others wait behind it", () => {
    const { clock, subject, told, a, fail, place } = down();
    fail(a);
    clock.advance(1_899);
    expect(told).toEqual(["a admitted"]);
    subject.enter(place("a", { automatic: true }));
    expect(told).toEqual(["a admitted", "a admitted"]);
  });

  test("a prober that does not come when it is called is replaced by who waits longest", () => {
    const { clock, told, a, fail } = down();
    fail(a);
    clock.advance(2_000);
    expect(told).toEqual(["a admitted", "a called", "b admitted"]);
  });

  test("a prober that failed three times hands over, and waits in line", () => {
    const { clock, subject, told, a, b, fail, place } = down();
    for (let probe = 0, own = a; probe < 3; probe++, own = place("a", { automatic: true })) {
      if (probe > 0) subject.enter(own);
      clock.advance(10);
      fail(own);
    }
    expect(told).toEqual(["a admitted", "a admitted", "a admitted"]);
    clock.advance(2_000);
    expect(told.slice(3)).toEqual(["a called", "b admitted"]);
    // From now on the interval is not cut short either.
    const again = place("b", { automatic: true });
    fail(b);
    subject.enter(again);
    clock.advance(1_000);
    expect(told).toHaveLength(5);
    clock.advance(1_000);
    expect(told.slice(5)).toEqual(["b admitted"]);
  });

  test("a prober that failed three times probes on where nobody else is left", () => {
    const { clock, subject, told, a, b, c, fail, place } = down();
    for (let probe = 0, own = a; probe < 3; probe++, own = place("a", { automatic: true })) {
      if (probe > 0) subject.enter(own);
      clock.advance(10);
      fail(own);
    }
    subject.enter(place("a", { automatic: true }));
    for (const each of [b, c]) subject.leave(each);
    clock.advance(2_000);
    expect(told).toEqual(Array(4).fill("a admitted"));
  });

  test("a prober that never got as far as the origin hands over after its first failure", () => {
    const { clock, told, a, fail } = down();
    fail(a, { phase: "resolve", kind: "provider" });
    clock.advance(2_000);
    expect(told).toEqual(["a admitted", "a called", "b admitted"]);
  });

  test("a probe that hangs has a minute before the next one begins", () => {
    const { clock, told } = down();
    clock.advance(59_800);
    expect(told).toEqual(["a admitted"]);
    clock.advance(200);
    expect(told).toEqual(["a admitted", "a called", "b admitted"]);
  });

  test("nobody who is left leaves no timer", () => {
    const { clock, quit } = down();
    expect(clock.pending).toBeGreaterThan(0);
    quit();
    expect(clock.pending).toBe(0);
  });
});

test("a server restart: 200 peers come back at the paced rate, soon after the first", async () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const world = new World({ random, dialing: { perSecond: 100 }, network: { autoPong: true } });
  let up = true;
  let dialled = 0;
  const serve = (): void => {
    for (; dialled < world.network.dials.length; dialled++) {
      const dial = world.network.dials[dialled]!;
      if (up) dial.accept();
      else dial.refuse();
    }
  };
  const live = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 10) {
      await world.pass(10);
      serve();
    }
  };
  for (let i = 0; i < 200; i++) world.pool.connect({ id: `${i}`, url: "wss://one.example" });
  await live(3_000);
  expect(world.pool.stats().connected).toBe(200);
  up = false;
  for (const dial of world.network.dials) dial.drop();
  await live(2_000);
  const whileDown = dialled - 200;
  expect(whileDown).toBeLessThan(20);
  up = true;
  const from = world.clock.now();
  let first: number | undefined;
  while (world.pool.stats().connected < 200 && world.clock.now() - from < 60_000) {
    await live(10);
    if (world.pool.stats().connected > 0) first ??= world.clock.now();
  }
  expect(world.pool.stats().connected).toBe(200);
  expect(world.clock.now() - (first ?? 0)).toBeLessThanOrEqual(2_000 + 500);
  await world.end();
});
