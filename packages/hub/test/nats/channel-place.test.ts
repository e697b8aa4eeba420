// Which message a publish should follow, as far as a session knows.

import { expect, test } from "vitest";
import { ChannelPlace } from "../../src/nats/channel-place.ts";

const place = (): ChannelPlace => new ChannelPlace("in", "e");

test("nobody knows, before a message was seen", () => {
  const channel = place();
  expect(channel.begin()).toBe(undefined);
  channel.ended(5);
  expect(channel.begin()).toBe(5);
  channel.ended(9);
  expect(channel.begin()).toBe(9);
});

test("the newest counts, whoever has published it", () => {
  const channel = place();
  channel.saw(7);
  channel.saw(3);
  expect(channel.begin()).toBe(7);
  channel.ended(undefined);
  expect(channel.begin()).toBe(7);
});

test("nobody knows while another one is under way", () => {
  const channel = place();
  channel.saw(1);
  expect([channel.begin(), channel.begin()]).toEqual([1, undefined]);
  channel.ended(2);
  expect(channel.begin()).toBe(undefined);
  channel.ended(3);
  channel.ended(4);
  expect(channel.begin()).toBe(4);
});

/** The counts of the messages, out of so many, that are tried to follow the newest. */
function triesOf(channel: ChannelPlace, count: number, hasFollowed: boolean): number[] {
  const tries: number[] = [];
  for (let at = 1; at <= count; at++) {
    if (channel.begin() !== undefined) {
      tries.push(at);
      channel.tried(hasFollowed);
    }
    channel.ended(at);
  }
  return tries;
}

test("where others are quicker again and again, it is tried ever less, until it succeeds", () => {
  const channel = place();
  channel.saw(1);
  const tries = triesOf(channel, 10_000, false);
  expect(tries.slice(0, 5)).toEqual([1, 3, 6, 11, 20]);
  const pauses = tries.map((at, index) => at - (tries[index - 1] ?? 0));
  expect(Math.max(...pauses)).toBe(1_025);
  triesOf(channel, 1_025, true);
  expect(triesOf(channel, 5, true)).toEqual([1, 2, 3, 4, 5]);
});
