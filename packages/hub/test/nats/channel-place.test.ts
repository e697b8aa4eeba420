// Which message a publish should follow, as far as a session knows.

import { expect, test } from "vitest";
import { ChannelPlace } from "../../src/nats/channel-place.ts";

const place = (): ChannelPlace => new ChannelPlace("in", "out", "e");

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

test("nobody tries any more where others are quicker again and again", () => {
  const channel = place();
  for (let count = 1; count <= 3; count++) {
    channel.saw(count);
    expect(channel.begin()).toBe(count);
    channel.refused();
    channel.ended(undefined);
  }
  expect(channel.begin()).toBe(undefined);
});
