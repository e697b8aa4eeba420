// Objects of which members are read.
import { describe, expect, it } from "vitest";
import { has, isRecord } from "../../src/options/record.ts";

describe("a record", () => {
  it.each([{}, { a: 1 }, Object.create(null), new EventTarget()])("is %o", (value) => {
    expect(isRecord(value)).toBe(true);
  });

  it.each([null, undefined, 5, "x", () => {}, [], new Map(), new Set()])("is not %o", (value) => {
    expect(isRecord(value)).toBe(false);
  });

  it("is not the platform's Headers, whose fields are no keys", () => {
    expect(isRecord(new Headers({ a: "b" }))).toBe(false);
  });
});

describe("members", () => {
  const call = (): void => {};

  it.each<[value: unknown, members: string]>([
    [{ dial: call }, "dial"],
    [{ dial: call, can: {} }, "dial can:object"],
    [{ message: call }, "message isAnswer:function,undefined"],
    [{ message: call, isAnswer: call }, "message isAnswer:function,undefined"],
    [Object.assign(() => {}, { dial: call }), "dial"],
    [Object.create({ dial: call }), "dial"],
    [new AbortController().signal, "addEventListener aborted:boolean"],
  ])("of %o are %s", (value, members) => {
    expect(has(value, members)).toBe(true);
  });

  it.each<[value: unknown, members: string]>([
    [{}, "dial"],
    [{ dial: 5 }, "dial"],
    [{ dial: null }, "dial"],
    [{ dial: call, can: null }, "dial can:object"],
    [{ dial: call, can: call }, "dial can:object"],
    [{ message: call, isAnswer: 5 }, "message isAnswer:function,undefined"],
    [null, "dial"],
    [undefined, "dial"],
    ["text", "at"],
  ])("of %o are not %s", (value, members) => {
    expect(has(value, members)).toBe(false);
  });
});
