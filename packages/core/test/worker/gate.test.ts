// The application's gate: `onOpen` has resolved and `ready` has said true, or it is refused.
import { beforeEach, describe, expect, it } from "vitest";
import { MacrotaskBudget } from "../../src/base/macrotask-budget.ts";
import { ConfigError, ReentrancyError } from "../../src/errors.ts";
import type { OpeningLink, SessionOptions } from "../../src/options/options.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { NOT_WHILE_OPENING } from "../../src/words/requirements.ts";
import { Gate } from "../../src/worker/gate.ts";
import { options } from "../session/support/session-options.ts";

const error = new Error("mine");
const link: Omit<OpeningLink, "receive"> = {
  send: () => Promise.resolve(),
  dial: 3,
  protocol: "v2",
  signal: new AbortController().signal,
};

let said: unknown[];

beforeEach(() => {
  said = [];
});

/** What the inbox holds. */
let held: (string | Uint8Array)[];

beforeEach(() => {
  held = [];
});

/** A gate on a new link; what it tells is in `said`. */
const open = (changes: Pick<SessionOptions, "onOpen" | "ready">): Gate =>
  new Gate(
    options(changes),
    link,
    { take: () => held.shift(), release() {}, discard() {} },
    {
      budget: new MacrotaskBudget(new ManualClock()),
      passed: () => said.push("passed"),
      refused: (cause) => said.push("refused", cause),
    },
  );

/** A message comes, and is held. */
const come = (gate: Gate, data: string): void => {
  held.push(data);
  gate.hear(data);
};

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
    expect(said).toEqual([{ ...link, receive: expect.any(Function) }, "passed"]);
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

describe("receiving in a gate", () => {
  const say = (what: unknown): void => void said.push(what);

  it("gives what has come before, in order, and then what comes", async () => {
    const pause = pending();
    const gate = open({
      onOpen: async ({ receive }) => {
        await pause.promise;
        for (let left = 3; left > 0; left--) say(await receive());
      },
    });
    come(gate, "a");
    come(gate, "b");
    pause.resolve();
    await settle();
    expect(said).toEqual(["a", "b"]);
    come(gate, "c");
    come(gate, "for the reader");
    await settle();
    expect(said).toEqual(["a", "b", "c", "passed"]);
    expect(held).toEqual(["for the reader"]);
  });

  it("keeps `ready` from what somebody waits for, and shows it all else, with the link", async () => {
    const gate = open({
      onOpen: async (link) => say(await link.receive()),
      ready: (data, { dial }) => {
        say(`${String(data)} on ${dial}?`);
        return data === "welcome";
      },
    });
    come(gate, "nonce");
    come(gate, "noise");
    await settle();
    come(gate, "welcome");
    expect(said).toEqual(["noise on 3?", "nonce", "welcome on 3?", "passed"]);
  });

  it("lets a challenge be answered by `ready` alone", async () => {
    const gate = open({
      ready: (data, link) => {
        if (data === "nonce") void link.receive().then(say);
        return data === "welcome";
      },
    });
    come(gate, "nonce");
    await settle();
    come(gate, "welcome");
    expect(said).toEqual(["nonce", "passed"]);
  });

  it("waits on where the inbox had no room for the message", async () => {
    const gate = open({ onOpen: async ({ receive }) => say(await receive()) });
    gate.hear("dropped");
    await settle();
    expect(said).toEqual([]);
    come(gate, "kept");
    await settle();
    expect(said).toEqual(["kept", "passed"]);
  });

  it("is ended by a signal, and the message is left to the next call", async () => {
    const { signal, abort } = ((): { signal: AbortSignal; abort: () => void } => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort(error) };
    })();
    const gate = open({
      onOpen: async ({ receive }) => {
        await receive({ signal }).catch(say);
        await receive({ signal }).catch(say);
        say(await receive());
      },
    });
    abort();
    await settle();
    come(gate, "a");
    await settle();
    expect(said).toEqual([error, error, "a", "passed"]);
  });

  it("is one call at a time: one that is forgotten would take what the next one is for", async () => {
    const gate = open({
      onOpen: async ({ receive }) => {
        const first = receive();
        await receive().catch(({ message }: Error) => say(message));
        say(await first);
      },
    });
    await settle();
    come(gate, "a");
    await settle();
    const refused = new ReentrancyError("receive", NOT_WHILE_OPENING);
    expect(said).toEqual([refused.message, "a", "passed"]);
  });

  it("ends with the gate: who waits then, and who comes later, is told so", async () => {
    let link!: OpeningLink;
    open({
      onOpen: (given) => {
        link = given;
        void given.receive().catch(say);
      },
    });
    await settle();
    await link.receive().catch(say);
    const refused = new ReentrancyError("receive", NOT_WHILE_OPENING);
    expect(said).toEqual(["passed", refused, refused]);
  });

  it("ends with the link, for the reason of its end", async () => {
    let link!: OpeningLink;
    const gate = open({
      onOpen: (given) => {
        link = given;
        return given.receive().then(() => {});
      },
    });
    gate.end(error);
    await settle();
    await link.receive().catch(say);
    expect(said).toEqual([error]);
  });

  it("leaves no rejection unhandled, and refuses options that are none", async () => {
    let link!: OpeningLink;
    open({ onOpen: (given) => void (link = given) });
    await settle();
    void link.receive();
    await expect(link.receive({ signal: 1 as never })).rejects.toThrow(ConfigError);
  });
});

describe("a gate whose link is over", () => {
  it("does not pass any more", async () => {
    const { promise, resolve } = pending();
    const gate = open({ onOpen: () => promise });
    gate.end(error);
    resolve();
    await settle();
    expect(said).toEqual([]);
  });

  it("is not refused any more, and no rejection is left unhandled", async () => {
    const { promise, reject } = pending();
    const gate = open({ onOpen: () => promise });
    gate.end(error);
    reject(error);
    await settle();
    expect(said).toEqual([]);
  });

  it("asks `ready` no more", async () => {
    const gate = open({ ready: (data) => said.push(data) > 0 });
    gate.end(error);
    gate.hear("welcome");
    await settle();
    expect(said).toEqual([]);
  });

  it("can be ended any number of times, also after it has passed", async () => {
    const gate = open({ onOpen: () => {} });
    await settle();
    gate.end(error);
    gate.end(error);
    expect(said).toEqual(["passed"]);
  });
});
