// What Redis tells and answers, read; and what is refused of it.

import { describe, expect, test } from "vitest";
import { beatAnswerFrom, serverFrom } from "../../src/redis/beat-script.ts";
import { lifeArguments, mastersText } from "../../src/redis/life-script.ts";
import { readLive } from "../../src/redis/live-message.ts";
import { publishArguments, publishedFrom } from "../../src/redis/publish-script.ts";
import { answerFrom, readArguments } from "../../src/redis/read-script.ts";
import { topsFrom } from "../../src/redis/top-script.ts";

describe("a live message", () => {
  test("has epoch, offset, time, and a payload with whatever is in it", () => {
    const payload = '{"type":"event","data":"a  b\nc ä"}';
    expect(readLive("c", `k7_-x 42 1772357400500 ${payload}`)).toEqual({
      channel: "c",
      epoch: "k7_-x",
      offset: 42,
      previous: 41,
      time: 1_772_357_400_500,
      payload,
    });
    expect(readLive("c", "e 1 0 ")).toMatchObject({ offset: 1, previous: 0, payload: "" });
  });

  test.each([
    "",
    "hello",
    "e 1 2",
    "e 0 1 x",
    "e -1 1 x",
    "e 1.5 1 x",
    "e 01 1 x",
    "e 9999999999999999 1 x",
    // A time that no `Date` can have could be written for nobody.
    "e 1 8640000000000001 x",
    "e 1 00000000000000005 x",
    "e 1 x x",
    " 1 1 x",
    "é 1 1 x",
    `${"e".repeat(33)} 1 1 x`,
  ])("that no engine has written is none: %j", (text) => {
    expect(readLive("c", text)).toBeUndefined();
  });
});

describe("a publish", () => {
  const request = { channel: "c", payload: "p", time: 5 };

  test("without retention and key says so by zeros", () => {
    expect(publishArguments("live", request)).toEqual(["live", "5", "p", "0", "0", "", "", "0"]);
  });

  test("brings both", () => {
    const retention = { messages: 3, age: 1_000 };
    const key = { text: "u\nk", digest: "d", window: 120_000 };
    expect(publishArguments("live", { ...request, retention, key })).toEqual([
      "live",
      "5",
      "p",
      "3",
      "1000",
      "u\nk",
      "d",
      "120000",
    ]);
  });

  test("whose key is to be remembered for ever has an end that Lua can write", () => {
    const key = { text: "k", digest: "d", window: Number.MAX_SAFE_INTEGER };
    expect(publishArguments("live", { ...request, key }).at(-1)).toBe("10000000000000");
  });

  test("has a time of whole milliseconds, whatever the clock of the hub says", () => {
    expect(publishArguments("live", { ...request, time: 5.75 })[1]).toBe("5");
  });

  test("of what is kept for no time keeps nothing", () => {
    const retention = { messages: 3, age: 0 };
    expect(publishArguments("live", { ...request, retention })[3]).toBe("0");
  });

  test.each([
    [0, "published"],
    [1, "duplicate"],
    [2, "conflict"],
  ])("that is answered with %i is a %s", (code, outcome) => {
    expect(publishedFrom([code, "e", 7, "5"])).toEqual({
      outcome,
      position: { epoch: "e", offset: 7, time: 5 },
    });
  });

  test("may be answered with bytes, or with numbers as text", () => {
    const text = (value: string) => Buffer.from(value);
    expect(publishedFrom(["0", text("e"), "7", text("5")])).toMatchObject({
      position: { epoch: "e", offset: 7, time: 5 },
    });
  });

  test.each([
    [null],
    ["OK"],
    [[]],
    [[0, "e"]],
    [[0, "e", -1, ""]],
    [[0, null, 1, ""]],
    [[0, "", 1, ""]],
    [[3, "e", 1, "5"]],
  ])("is answered by no such thing as %j", (reply) => {
    expect(() => publishedFrom(reply)).toThrow("no script of the engine");
  });
});

describe("a read", () => {
  test("asks for the last, or for what follows a position", () => {
    expect(readArguments({ last: 3 })).toEqual(["3"]);
    const after = { epoch: "e", offset: 4 };
    expect(readArguments({ after, limit: 9 })).toEqual(["9", "e", "4", ""]);
    expect(readArguments({ after: { ...after, time: 5 }, limit: 9 })[3]).toBe("5");
  });

  test("gets messages, each with its offset", () => {
    expect(answerFrom("c", ["e", 8, "6", "", 7, "5 99 one", "6 99 t w o"])).toEqual({
      top: { epoch: "e", offset: 8, time: 6 },
      entries: [
        { channel: "c", epoch: "e", offset: 7, previous: 6, time: 5, payload: "one" },
        { channel: "c", epoch: "e", offset: 8, previous: 7, time: 6, payload: "t w o" },
      ],
    });
  });

  test("gets a reason, or an empty channel, which has no time", () => {
    for (const gap of ["epoch", "fork", "trimmed", "limit"])
      expect(answerFrom("c", ["e", 8, "6", gap, 1])).toEqual({
        top: { epoch: "e", offset: 8, time: 6 },
        gap,
      });
    expect(answerFrom("c", ["e", 0, "", "", 1])).toEqual({
      top: { epoch: "e", offset: 0 },
      entries: [],
    });
  });

  test.each([
    [["e", 1, "5", "", 1, "5 one"]],
    [["e", 1, "5", "", 1, "8640000000000001 5 one"]],
    [["e", 1, "5", "", 1, null]],
    [["e", 1, "5"]],
  ])("refuses what no script has written: %j", (reply) => {
    expect(() => answerFrom("c", reply)).toThrow("Redis has");
  });
});

test("tops are read in threes", () => {
  expect(topsFrom(["a", 1, "5", "b", 0, ""], 2)).toEqual([
    { epoch: "a", offset: 1, time: 5 },
    { epoch: "b", offset: 0 },
  ]);
  expect(topsFrom([], 0)).toEqual([]);
  expect(() => topsFrom(["a", 1, "5"], 2)).toThrow("no script of the engine");
});

test("a beat is answered with who was told", () => {
  expect(beatAnswerFrom([1, "abc"])).toEqual({ receivers: 1, runId: "abc" });
  expect(() => beatAnswerFrom(1)).toThrow("no script of the engine");
});

test("a server says what it is", () => {
  expect(serverFrom(["7.0.15", "abc", "cluster"])).toEqual({
    version: "7.0.15",
    runId: "abc",
    mode: "cluster",
  });
});

test("the life of a channel goes on at the masters that are there, or wherever the disk is trusted", () => {
  const masters = mastersText(["a", "b", "a"]);
  const options = { epoch: "e", ttl: 1_000, trustPersistence: false, masters };
  expect(lifeArguments(options)).toEqual(["e", "1000", "600000", " a b "]);
  expect(lifeArguments({ ...options, trustPersistence: true })[3]).toBe("*");
});
