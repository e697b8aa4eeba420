// The pace of dials to one origin: slots, room, and dials that ask their providers.

import { describe, expect, test } from "vitest";
import { limited } from "./support/limited.ts";

describe("pacing", () => {
  test("admits so many a second, in the order of asking", () => {
    const { clock, subject, told, place } = limited();
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
    const { clock, subject, told, place } = limited({ perSecond: 500 });
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
    const { clock, subject, told, place } = limited({ inFlight: 2 });
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
    const { clock, subject, told, place } = limited();
    const [a, b] = [place("a"), place("b")];
    subject.enter(a);
    subject.enter(b);
    subject.leave(b);
    clock.advance(1_000);
    expect(told).toEqual(["a admitted"]);
  });
});

describe("a dial that asks its providers", () => {
  const asking = { asks: true };

  test("takes its slot, and no room until its target is known", () => {
    const { clock, subject, told, place } = limited({ inFlight: 1 });
    const a = place("a", asking);
    for (const each of [a, place("b"), place("c")]) subject.enter(each);
    expect(told).toEqual(["a admitted"]);
    clock.advance(9);
    expect(told).toEqual(["a admitted"]);
    clock.advance(1_000);
    expect(told).toEqual(["a admitted", "b admitted"]);
  });

  test("begins when there is room, and before those who wait for a slot", () => {
    const { clock, subject, told, place } = limited({ inFlight: 1 });
    const [a, b, c] = [place("a", asking), place("b"), place("c")];
    for (const each of [a, b, c]) subject.enter(each);
    clock.advance(1_000);
    subject.awaitHandshake(a);
    expect(told.splice(0)).toEqual(["a admitted", "b admitted"]);
    subject.leave(b);
    expect(told.splice(0)).toEqual(["a begins"]);
    clock.advance(1_000);
    expect(told.splice(0)).toEqual([]);
    subject.leave(a);
    expect(told.splice(0)).toEqual(["c admitted"]);
  });

  test("begins at once where there is room, as one does that has asked nobody", () => {
    const { subject, told, place } = limited();
    const [a, b] = [place("a", asking), place("b")];
    for (const each of [a, b]) subject.enter(each);
    subject.awaitHandshake(a);
    expect(told).toEqual(["a admitted", "a begins"]);
    const { subject: other, told: others, place: placed } = limited();
    const plain = placed("plain");
    other.enter(plain);
    other.awaitHandshake(plain);
    expect(others).toEqual(["plain admitted", "plain begins"]);
  });

  test("lets others ask at the same time, up to eight where handshakes go one by one", () => {
    const { clock, subject, told, place } = limited({ inFlight: 1 });
    const places = Array.from({ length: 10 }, (_, at) => place(`${at}`, asking));
    for (const each of places) subject.enter(each);
    clock.advance(1_000);
    expect(told).toHaveLength(8);
    subject.leave(places[3]!);
    expect(told.splice(8)).toEqual(["8 admitted"]);
  });

  test("lets as many others ask as may be in flight", () => {
    const { clock, subject, told, place } = limited({ inFlight: 20 });
    for (let at = 0; at < 30; at++) subject.enter(place(`${at}`, asking));
    clock.advance(1_000);
    expect(told).toHaveLength(20);
  });

  test("is not begun when it was given back while it waited for room", () => {
    const { clock, subject, told, place } = limited({ inFlight: 1 });
    const [a, b] = [place("a", asking), place("b")];
    for (const each of [a, b]) subject.enter(each);
    clock.advance(1_000);
    subject.awaitHandshake(a);
    subject.leave(a);
    subject.leave(b);
    expect(told).toEqual(["a admitted", "b admitted"]);
  });

  test("needs room where its provider sends it, though it was admitted elsewhere", () => {
    const { subject, told, place } = limited({ inFlight: 1 });
    const [a, b] = [place("a"), place("b", asking)];
    subject.enter(a);
    subject.awaitHandshake(b);
    expect(told.splice(0)).toEqual(["a admitted"]);
    subject.leave(a);
    expect(told).toEqual(["b begins"]);
  });
});

test("the pace of an origin outlives its last peer, until its slot has come", () => {
  const { clock, limiter, subject, told, place, quit } = limited({ perSecond: 1 });
  const a = place("a");
  subject.enter(a);
  subject.leave(a);
  quit();
  const b = place("b");
  limiter.join("wss://one.example", b.dialer).enter(b);
  expect(told).toEqual(["a admitted"]);
  clock.advance(1_000);
  expect(told).toEqual(["a admitted", "b admitted"]);
});
