// The dial limiter: pacing, places, and one prober while an origin is down.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { OriginGate } from "../../src/dialing/origin-gate.ts";
import type { Place, PlaceHolder } from "../../src/dialing/place.ts";
import { ManualClock } from "../../src/testing/index.ts";
import { World } from "../pool/support/world.ts";

const REFUSED: Failure = { phase: "dial", kind: "network" };

function gate({ perSecond = 100, inFlight = 64 } = {}) {
  const clock = new ManualClock();
  const told: string[] = [];
  const subject = new OriginGate(clock, { perSecond, inFlight, probeInterval: 2_000 }, () =>
    told.push("reachable"),
  );
  const place = (name: string, automatic = false): Place => ({
    peer: holder(name),
    automatic,
    admitted: () => told.push(`${name} admitted`),
  });
  const holders = new Map<string, PlaceHolder>();
  const holder = (name: string): PlaceHolder => {
    const known = holders.get(name) ?? { reachable: () => told.push(`${name} called`) };
    holders.set(name, known);
    return known;
  };
  /** That peer's dial failed, and its place is free again. */
  const fail = (of: Place, failure = REFUSED, sees = true): void => {
    subject.leave(of);
    subject.failed({ peer: of.peer, failure, sees });
  };
  return { clock, subject, told, place, fail };
}

describe("pacing", () => {
  test("admits so many a second, in the order of asking", () => {
    const { clock, subject, told, place } = gate();
    for (let i = 0; i < 50; i++) subject.enter(place(`${i}`));
    expect(told).toEqual(["0 admitted"]);
    clock.advance(100);
    expect(told).toHaveLength(11);
    clock.advance(390);
    expect(told).toHaveLength(50);
    expect(told.at(-1)).toBe("49 admitted");
    expect(clock.pending).toBe(0);
  });

  test("makes up for a late timer, but not for an idle time", () => {
    const { clock, subject, told, place } = gate({ perSecond: 500 });
    for (let i = 0; i < 100; i++) subject.enter(place(`${i}`));
    clock.jump(1_000);
    clock.advance(0);
    expect(told).toHaveLength(12);
    clock.advance(10_000);
    told.length = 0;
    for (let i = 0; i < 100; i++) subject.leave(place(`${i}`));
    subject.enter(place("x"));
    subject.enter(place("y"));
    expect(told.length).toBeLessThanOrEqual(1);
  });

  test("admits no more at once than allowed, and the next when a place is given back", () => {
    const { clock, subject, told, place } = gate({ inFlight: 2 });
    const places = ["a", "b", "c"].map((name) => place(name));
    for (const each of places) subject.enter(each);
    clock.advance(1_000);
    expect(told).toEqual(["a admitted", "b admitted"]);
    subject.leave(places[1]!);
    expect(told).toEqual(["a admitted", "b admitted", "c admitted"]);
    subject.leave(places[1]!);
    expect(told).toHaveLength(3);
  });

  test("who leaves the queue is not admitted", () => {
    const { clock, subject, told, place } = gate();
    const [a, b] = [place("a"), place("b")];
    subject.enter(a);
    subject.enter(b);
    subject.leave(b);
    clock.advance(1_000);
    expect(told).toEqual(["a admitted"]);
  });
});

describe("an origin", () => {
  test("is down when a dial got no answer and no link is up", () => {
    const { subject, place, fail } = gate();
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
    const { subject, place, fail } = gate();
    fail(place("a"), { phase: "handshake", kind: "status", status });
    expect(subject.isDown).toBe(down);
  });

  test("is not judged by a provider or a gate that failed", () => {
    const { subject, place, fail } = gate();
    fail(place("a"), { phase: "resolve", kind: "provider" });
    fail(place("a"), { phase: "opening", kind: "gate" });
    expect(subject.isDown).toBe(false);
  });

  test("whose answers cannot be seen is down when two different peers failed", () => {
    const { subject, place, fail } = gate();
    fail(place("a"), REFUSED, false);
    fail(place("a"), REFUSED, false);
    expect(subject.isDown).toBe(false);
    fail(place("b"), REFUSED, false);
    expect(subject.isDown).toBe(true);
  });

  test("forgets whom it suspected when that peer is gone", () => {
    const { subject, place, fail } = gate();
    const a = place("a");
    fail(a, REFUSED, false);
    subject.forget(a.peer);
    fail(place("b"), REFUSED, false);
    expect(subject.isDown).toBe(false);
  });
});

describe("while the origin is down", () => {
  function down() {
    const world = gate({ perSecond: 1_000 });
    const [a, b, c] = [world.place("a", true), world.place("b", true), world.place("c", true)];
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
    const { clock, subject, told, place, fail } = gate({ perSecond: 100 });
    const queued = ["a", "b", "c"].map((name) => place(name, true));
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
    subject.enter(place("a", true));
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
    subject.forget(a.peer);
    clock.advance(1_899);
    expect(told).toEqual(["a admitted"]);
    clock.advance(101);
    expect(told).toEqual(["a admitted", "b admitted"]);
  });

  test("when the prober is gone and nobody waits, the next one probes", () => {
    const { clock, subject, told, a, b, c, place } = down();
    for (const each of [a, b, c]) subject.leave(each);
    subject.forget(a.peer);
    subject.enter(place("e", true));
    clock.advance(10);
    expect(told).toEqual(["a admitted", "e admitted"]);
  });

  test("a prober on a long backoff is called after the interval, as others wait behind it", () => {
    const { clock, subject, told, a, fail, place } = down();
    fail(a);
    clock.advance(1_899);
    expect(told).toEqual(["a admitted"]);
    subject.enter(place("a", true));
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
    for (let probe = 0, own = a; probe < 3; probe++, own = place("a", true)) {
      if (probe > 0) subject.enter(own);
      clock.advance(10);
      fail(own);
    }
    expect(told).toEqual(["a admitted", "a admitted", "a admitted"]);
    clock.advance(2_000);
    expect(told.slice(3)).toEqual(["a called", "b admitted"]);
    // From now on the interval is not cut short either.
    const again = place("b", true);
    fail(b);
    subject.enter(again);
    clock.advance(1_000);
    expect(told).toHaveLength(5);
    clock.advance(1_000);
    expect(told.slice(5)).toEqual(["b admitted"]);
  });

  test("a prober that failed three times probes on where nobody else is left", () => {
    const { clock, subject, told, a, b, c, fail, place } = down();
    for (let probe = 0, own = a; probe < 3; probe++, own = place("a", true)) {
      if (probe > 0) subject.enter(own);
      clock.advance(10);
      fail(own);
    }
    subject.enter(place("a", true));
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

  test("dispose leaves no timer", () => {
    const { clock, subject } = down();
    expect(clock.pending).toBeGreaterThan(0);
    subject.dispose();
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
