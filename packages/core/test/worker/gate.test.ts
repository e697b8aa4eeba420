// The application's gate: `onOpen` has resolved and `ready` has said true, or it is refused.
import { beforeEach, describe, expect, it } from "vitest";
import type { OpeningLink, SessionOptions } from "../../src/options/options.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { Gate } from "../../src/worker/gate.ts";
import { options } from "../session/support/session-options.ts";

const error = new Error("mine");
const link: OpeningLink = {
  send: () => Promise.resolve(),
  dial: 3,
  protocol: "v2",
  signal: new AbortController().signal,
};

let said: unknown[];

beforeEach(() => {
  said = [];
});

/** A gate on a new link; what it tells is in `said`. */
const open = (changes: Pick<SessionOptions, "onOpen" | "ready">): Gate =>
  new Gate(options(changes), link, {
    passed: () => said.push("passed"),
    refused: (cause) => said.push("refused", cause),
  });

const settle = (): Promise<void> => new ManualClock().settle();

/** A promise whose end a test decides. */
function pending() {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}

describe("a gate with `onOpen`", () => {
  it("gives it the link", async () => {
    open({ onOpen: (given) => void said.push(given) });
    await settle();
    expect(said).toEqual([link, "passed"]);
  });

  it("passes when it has returned, and never before the gate stands", async () => {
    open({ onOpen: () => {} });
    expect(said).toEqual([]);
    await settle();
    expect(said).toEqual(["passed"]);
  });

  it("passes when it has resolved", async () => {
    const { promise, resolve } = pending();
    open({ onOpen: () => promise });
    await settle();
    expect(said).toEqual([]);
    resolve();
    await settle();
    expect(said).toEqual(["passed"]);
  });

  it("is refused by a throw", async () => {
    open({
      onOpen: () => {
        throw error;
      },
    });
    await settle();
    expect(said).toEqual(["refused", error]);
  });

  it("is refused by a rejection", async () => {
    open({ onOpen: () => Promise.reject(error) });
    await settle();
    expect(said).toEqual(["refused", error]);
  });

  it("stays shut for one that never answers", async () => {
    open({ onOpen: () => pending().promise });
    await settle();
    expect(said).toEqual([]);
  });

  it("does not mind messages", async () => {
    open({ onOpen: () => {} }).hear("hello");
    await settle();
    expect(said).toEqual(["passed"]);
  });
});

describe("a gate with `ready`", () => {
  const welcome = (data: string | Uint8Array): boolean => data === "welcome";

  it("passes at the first message that it says true to", async () => {
    const gate = open({ ready: welcome });
    await settle();
    gate.hear("noise");
    expect(said).toEqual([]);
    gate.hear("welcome");
    expect(said).toEqual(["passed"]);
  });

  it("asks no more once it has said true", async () => {
    const gate = open({
      ready: (data) => {
        said.push(data);
        return true;
      },
    });
    gate.hear("first");
    gate.hear("second");
    await settle();
    gate.hear("third");
    expect(said).toEqual(["first", "passed"]);
  });

  it("takes nothing but true for true", async () => {
    const gate = open({ ready: () => 1 as unknown as boolean });
    await settle();
    gate.hear("welcome");
    expect(said).toEqual([]);
  });

  it("is refused by a throw, once", async () => {
    const gate = open({
      ready: () => {
        throw error;
      },
    });
    gate.hear("a");
    gate.hear("b");
    await settle();
    expect(said).toEqual(["refused", error]);
  });
});

describe("a gate with both", () => {
  const ready = (data: string | Uint8Array): boolean => data === "welcome";

  it("waits for `onOpen` when `ready` came first", async () => {
    const { promise, resolve } = pending();
    open({ onOpen: () => promise, ready }).hear("welcome");
    await settle();
    expect(said).toEqual([]);
    resolve();
    await settle();
    expect(said).toEqual(["passed"]);
  });

  it("waits for `ready` when `onOpen` came first", async () => {
    const gate = open({ onOpen: () => {}, ready });
    await settle();
    expect(said).toEqual([]);
    gate.hear("welcome");
    expect(said).toEqual(["passed"]);
  });

  it("is refused by `onOpen` although `ready` has said true", async () => {
    open({ onOpen: () => Promise.reject(error), ready }).hear("welcome");
    await settle();
    expect(said).toEqual(["refused", error]);
  });

  it("is refused once, by whichever fails first", async () => {
    const other = new Error("other");
    open({
      onOpen: () => Promise.reject(error),
      ready: () => {
        throw other;
      },
    }).hear("welcome");
    await settle();
    expect(said).toEqual(["refused", other]);
  });
});

describe("a gate whose link is over", () => {
  it("does not pass any more", async () => {
    const { promise, resolve } = pending();
    const gate = open({ onOpen: () => promise });
    gate.end();
    resolve();
    await settle();
    expect(said).toEqual([]);
  });

  it("is not refused any more, and no rejection is left unhandled", async () => {
    const { promise, reject } = pending();
    const gate = open({ onOpen: () => promise });
    gate.end();
    reject(error);
    await settle();
    expect(said).toEqual([]);
  });

  it("asks `ready` no more", async () => {
    const gate = open({ ready: (data) => said.push(data) > 0 });
    gate.end();
    gate.hear("welcome");
    await settle();
    expect(said).toEqual([]);
  });

  it("can be ended any number of times, also after it has passed", async () => {
    const gate = open({ onOpen: () => {} });
    await settle();
    gate.end();
    gate.end();
    expect(said).toEqual(["passed"]);
  });
});
