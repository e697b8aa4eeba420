// Channels and the subjects of a stream.

import { expect, test } from "vitest";
import { lifeOf, Subjects } from "../../src/nats/subjects.ts";

const subjects = new Subjects("skep", "L1");

test("each part of a channel's name is a token", () => {
  expect(subjects.stored("room:42")).toBe("skep.in.L1.room.42");
  expect(subjects.told("room:42")).toBe("skep.out.L1.room.42");
  expect(subjects.stored("$all")).toBe("skep.in.L1.$all");
  expect([subjects.allStored, subjects.allTold]).toEqual(["skep.in.L1.>", "skep.out.L1.>"]);
});

test("no two channels have one subject, and each subject is one that NATS takes", () => {
  const channels = [
    "a",
    "a.b",
    "a:b",
    "a:",
    ":a",
    "a::b",
    "::",
    ":",
    ".",
    "a.:b",
    "a:.b",
    "e",
    "d",
    "a-b",
    "a_b",
  ];
  const all = channels.map((channel) => subjects.stored(channel));
  expect(new Set(all).size).toBe(channels.length);
  for (const subject of all) {
    expect(subject).not.toMatch(/[\s*>]/);
    expect(subject.split(".")).not.toContain("");
  }
});

test("a stream tells its life by its subject, unless it has another layout", () => {
  expect(lifeOf("skep", subjects.allStored)).toBe("L1");
  const others = ["other.in.L1.>", "skep.in.>", "skep.in.L1.room.>", "skep.out.L1.>", undefined];
  expect(others.map((subject) => lifeOf("skep", subject))).toEqual(others.map(() => undefined));
});
