// What was told of a channel decides what is told next.

import { expect, test } from "vitest";
import { SubscribedChannels } from "../../src/broker/subscribed-channels.ts";

const at = (offset: number, epoch = "e", channel = "c") => ({ channel, epoch, offset });

function subscribed(): SubscribedChannels {
  const channels = new SubscribedChannels();
  channels.add("c");
  return channels;
}

test("a channel is subscribed from its add to its delete", () => {
  const channels = new SubscribedChannels();
  expect(channels.take(at(1))).toBe(false);
  expect([channels.add("c"), channels.add("c")]).toEqual([true, false]);
  expect([channels.size, channels.names(), channels.has("c")]).toEqual([1, ["c"], true]);
  expect(channels.take(at(1))).toBe(true);
  expect([channels.delete("c"), channels.delete("c")]).toEqual([true, false]);
  expect(channels.take(at(2))).toBe(false);
  expect(channels.isBehind("c", at(3))).toBe(false);
});

test("a copy that comes twice or late is not taken, and a hole is none of its business", () => {
  const channels = subscribed();
  const taken = [5, 5, 4, 6, 9, 7].map((offset) => channels.take(at(offset)));
  expect(taken).toEqual([true, false, false, true, true, false]);
});

test("what is up to the position of a subscription is not taken, whether that was told or not", () => {
  const channels = subscribed();
  channels.begin("c", at(3));
  expect([2, 3, 4].map((offset) => channels.take(at(offset)))).toEqual([false, false, true]);
  // A second subscription gives an older position when messages overtake its answer.
  channels.begin("c", at(3));
  expect(channels.take(at(4))).toBe(false);
});

test("an answer that a message of another life has overtaken changes nothing", () => {
  const channels = subscribed();
  channels.take(at(1, "new"));
  channels.begin("c", at(9, "old"));
  expect(channels.take(at(2, "new"))).toBe(true);
});

test("another life begins at any offset, and there is no way back to an older one", () => {
  const channels = subscribed();
  expect(channels.take(at(8, "a"))).toBe(true);
  expect(channels.take(at(1, "b"))).toBe(true);
  expect(channels.take(at(9, "a"))).toBe(false);
  expect(channels.take(at(2, "b"))).toBe(true);
  expect(channels.isBehind("c", at(9, "a"))).toBe(false);
});

test("the past lives that are known are bounded", () => {
  const channels = subscribed();
  for (const epoch of ["1", "2", "3", "4", "5", "6"]) channels.take(at(1, epoch));
  expect(channels.take(at(2, "2"))).toBe(false);
  expect(channels.take(at(2, "1"))).toBe(true);
});

test("a top is ahead of what was told, unless it was told or is of the past", () => {
  const channels = subscribed();
  expect(channels.isBehind("c", at(1))).toBe(false);
  channels.begin("c", at(0));
  expect([0, 1].map((offset) => channels.isBehind("c", at(offset)))).toEqual([false, true]);
  channels.take(at(1));
  expect(channels.isBehind("c", at(1))).toBe(false);
  expect(channels.isBehind("c", at(0, "new"))).toBe(true);
  expect(channels.isBehind("d", at(1))).toBe(false);
});

test("a channel that is taken up again knows nothing of the time before", () => {
  const channels = subscribed();
  channels.take(at(7));
  channels.delete("c");
  channels.add("c");
  expect(channels.take(at(7))).toBe(true);
  channels.clear();
  expect(channels.size).toBe(0);
});

test("a broker that was away may have been set back within the same life", () => {
  const channels = subscribed();
  for (const offset of [9, 10, 11]) channels.take(at(offset));
  channels.renew();
  expect([10, 10, 11].map((offset) => channels.take(at(offset)))).toEqual([true, false, true]);
  // Whether its top was told before is not known any more.
  channels.renew();
  expect(channels.isBehind("c", at(11))).toBe(true);
});

test("a broker that was away may have been set back to an earlier life", () => {
  const channels = subscribed();
  for (const place of [at(8, "a"), at(3, "b")]) channels.take(place);
  channels.renew();
  expect(channels.isBehind("c", at(8, "a"))).toBe(true);
  expect(channels.take(at(9, "a"))).toBe(true);
  // From then on there is no way back again.
  expect(channels.take(at(4, "b"))).toBe(false);
});

test("a broker that does not have what was told has gone back, and what follows is told", () => {
  const channels = subscribed();
  for (const offset of [1, 2, 3]) channels.take(at(offset));
  const last = channels.last("c");
  expect(last).toEqual({ epoch: "e", offset: 3 });
  expect(channels.goBack("c", at(3), at(3))).toBe(false);
  expect(channels.goBack("c", at(3), at(1))).toBe(true);
  expect([1, 2].map((offset) => channels.take(at(offset)))).toEqual([false, true]);
});

test("somebody who sends what looks like a message of another life makes nobody deaf for good", () => {
  const channels = subscribed();
  channels.take(at(3));
  channels.take(at(1, "foreign"));
  expect(channels.take(at(4))).toBe(false);
  expect(channels.goBack("c", at(1, "foreign"), at(4))).toBe(true);
  expect([4, 5].map((offset) => channels.take(at(offset)))).toEqual([false, true]);
  expect(channels.take(at(2, "foreign"))).toBe(false);
});

test("an answer that was overtaken by another life, or by the end of the channel, takes nobody back", () => {
  const channels = subscribed();
  channels.take(at(3));
  channels.take(at(1, "new"));
  expect(channels.goBack("c", at(3), at(2))).toBe(false);
  expect(channels.goBack("c", at(3), at(4))).toBe(false);
  channels.delete("c");
  expect(channels.last("c")).toBeUndefined();
  expect(channels.goBack("c", at(1, "new"), at(0, "new"))).toBe(false);
});
