// The search for the newest messages of a channel, in streams in which they lie anyhow.

import { SeededRandom } from "@skep/core/testing";
import { expect, test } from "vitest";
import { NewestSearch } from "../../src/nats/newest-search.ts";

/** Where the channel's messages lie. */
function placesOf(random: SeededRandom): number[] {
  const places: number[] = [];
  const count = 1 + random.int(2_000);
  let place = 1 + random.int(100_000);
  for (let at = 0; at < count; at++) {
    places.push(place);
    place += 1 + random.int(random.next() < 0.01 ? 100_000 : 10);
  }
  return places;
}

function search(places: readonly number[], needed: number): { steps: number; read: number } {
  const found = new NewestSearch(needed, places.at(-1) ?? 0);
  for (let steps = 1; ; steps++) {
    const { sequence } = found;
    const count = places.filter((place) => place >= sequence).length;
    found.add(sequence, count);
    if (found.isFound && found.sequence === sequence) return { steps, read: count };
    expect(steps).toBeLessThan(20);
  }
}

test("it reads as many as are needed, or all, in few steps", () => {
  let [read, needless] = [0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const random = new SeededRandom(seed);
    const places = placesOf(random);
    const needed = 1 + random.int(60);
    const result = search(places, needed);
    expect(result.read, `seed ${seed}`).toBeGreaterThanOrEqual(Math.min(needed, places.length));
    expect(result.steps, `seed ${seed}`).toBeLessThanOrEqual(9);
    read += result.read;
    needless += places.length;
  }
  expect(read).toBeLessThan(needless / 10);
});

test("few messages are read at once", () => {
  expect(search([5, 900, 901], 50)).toEqual({ steps: 1, read: 3 });
});
