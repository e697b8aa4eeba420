// How many messages a client may send, and when it is not read.

import { describe, expect, test } from "vitest";
import type { Link } from "../src/acceptor/link.ts";
import { LinkReading } from "../src/link-reading.ts";
import { Rate } from "../src/rate.ts";

describe("a rate of ten a second", () => {
  test("lets twenty come at once, and then one in a tenth of a second", () => {
    const rate = new Rate(10, 0);
    expect(rate.take(20, 0)).toBe(0);
    expect(rate.take(1, 0)).toBe(100);
    expect(rate.take(0, 100)).toBe(0);
    expect(rate.take(1, 150)).toBe(50);
  });

  test("makes up for what came too much, and saves no more than two seconds", () => {
    const rate = new Rate(10, 0);
    expect(rate.take(120, 0)).toBe(10_000);
    expect(rate.take(0, 10_000)).toBe(0);
    expect(rate.take(20, 3_600_000)).toBe(0);
    expect(rate.take(1, 3_600_000)).toBe(100);
  });
});

describe("a link", () => {
  const world = (): { calls: string[]; reading: LinkReading } => {
    const calls: string[] = [];
    const link = { pause: () => calls.push("pause"), resume: () => calls.push("resume") };
    return { calls, reading: new LinkReading(link as unknown as Link) };
  };

  test("is not read while there is one reason against it", () => {
    const { calls, reading } = world();
    reading.stop("slow");
    reading.stop("rate");
    reading.stop("rate");
    reading.go("slow");
    expect(calls).toEqual(["pause"]);
    reading.go("rate");
    reading.go("rate");
    expect(calls).toEqual(["pause", "resume"]);
  });

  test("that is about to end is read whatever comes", () => {
    const { calls, reading } = world();
    reading.stop("slow");
    reading.release();
    reading.stop("rate");
    reading.go("slow");
    expect(calls).toEqual(["pause", "resume"]);
  });
});
