// Clients that say who they are in their first message, bring another token, or run out of time.

import { decodeFromHub } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import type { AuthAnswer, Identity, Input } from "../../src/core/input.ts";
import { PLAIN } from "../../src/core/namespace.ts";
import { allowed, at, Bench, joined } from "./support/core-bench.ts";
import { outletOf } from "./support/outlets.ts";

const identity = (more: Partial<Identity> = {}): Identity => ({
  userId: "ada",
  claims: {},
  channels: [],
  expiresAt: undefined,
  ...more,
});

const known = (more: Partial<Identity> = {}): Input => answered({ identity: identity(more) });
const refused: Input = {
  type: "authenticated",
  question: 0,
  answer: { code: "unauthorised", text: "no" },
};

function answered(answer: AuthAnswer): Input {
  return { type: "authenticated", question: 0, answer };
}

const stranger = (bench: Bench, client = "a"): Bench =>
  bench.input({
    type: "connected",
    outlet: outletOf(client),
    identity: undefined,
    remoteAddress: "",
  });

/** The effects of these types, in order, without what they are about. */
const effectsOf = (bench: Bench, ...types: Effect["type"][]): object[] =>
  bench.effects
    .filter(({ type }) => types.includes(type))
    .map((effect) => {
      const { type, after, code } = effect as { type: string; after?: number; code?: number };
      return { type, ...(after !== undefined && { after }), ...(code !== undefined && { code }) };
    });

const strangers = (options = {}): Bench => stranger(new Bench({ authenticates: true, ...options }));

describe("a client that has not said who it is", () => {
  test("is told nothing, and is let in by a token in its first message", () => {
    const bench = strangers().message("$all", 1);
    expect(bench.told("a")).toEqual([]);
    expect(effectsOf(bench, "deadline", "connected")).toEqual([{ type: "deadline", after: 5_000 }]);
    bench.say("a", { type: "hello", id: 0, v: 1, token: "t" }).message("$all", 2);
    expect(bench.told("a")).toEqual([]);
    bench.effects = bench.effects.filter(({ type }) => type === "authenticate");
    bench.answer("authenticate", known()).message("$all", 3);
    expect(bench.told("a")).toEqual(["welcome 0", "event 3 3"]);
    expect(effectsOf(bench, "deadline", "identified", "connected")).toEqual([
      { type: "identified" },
      { type: "deadline" },
      { type: "connected" },
    ]);
  });

  test("is told that a token is missing in its hello, and closed", () => {
    const bench = strangers().say("a", { type: "hello", id: 0, v: 1 });
    expect(bench.told("a")).toEqual(["error 0 the hub asks for a token in hello unauthorised"]);
    expect(effectsOf(bench, "close", "connected")).toEqual([{ type: "close", code: 4401 }]);
  });

  test.each<[string, object]>([
    ["subscribe", { type: "subscribe", id: 1, channel: "c" }],
    ["subscribe of v0", { type: "subscribe", channel: "c" }],
    ["publish", { type: "publish", id: 1, channel: "c", data: 1 }],
    ["auth", { type: "auth", id: 1, token: "t" }],
    ["an unknown request", { type: "sing", id: 1 }],
    ["something that cannot be read", { type: 1 }],
  ])("is closed for %s", (_title, message) => {
    const bench = strangers().say("a", message);
    expect(bench.told("a")).toEqual([]);
    expect(effectsOf(bench, "close", "connected", "authenticate", "join")).toEqual([
      { type: "close", code: 4401 },
    ]);
  });

  test.each([
    [1_000.5, 1_001],
    [Infinity, Number.MAX_SAFE_INTEGER],
  ])("is told a whole number where its token ends at %s", (expiresAt, expires) => {
    const bench = strangers().say("a", { type: "hello", id: 0, v: 1, token: "t" });
    bench.answer("authenticate", known({ expiresAt }));
    const texts = bench.effects.flatMap((effect) =>
      effect.type === "write" ? [effect.piece.text] : [],
    );
    expect(decodeFromHub(texts.join("\n"))).toMatchObject([{ type: "welcome", expires }]);
  });

  test("is not answered a ping, and not closed for one", () => {
    const bench = strangers().say("a", { type: "ping", id: 1 }).say("a", { type: "pong", re: 1 });
    expect([bench.told("a"), effectsOf(bench, "close")]).toEqual([[], []]);
  });

  test("has its requests behind the first answered when it is known, in order", () => {
    const bench = strangers()
      .say("a", { type: "hello", id: 0, v: 1, token: "t" })
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .say("a", { type: "unsubscribe", id: 2, channel: "c" })
      .answer("authenticate", known())
      .answer("join", joined(at(0)));
    expect(bench.told("a")).toEqual(["welcome 0", "ack 1 0", "ack 2"]);
  });

  test("that nobody knows is told so, closed, and its other requests are forgotten", () => {
    const bench = strangers()
      .say("a", { type: "hello", id: 0, v: 1, token: "t" })
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .answer("authenticate", refused);
    expect(bench.told("a")).toEqual(["error 0 no unauthorised"]);
    expect(effectsOf(bench, "close", "connected", "join")).toEqual([{ type: "close", code: 4401 }]);
  });

  test("is closed when its time is over, also while the application is asked", () => {
    const expired: Input = { type: "expired", client: "a" };
    expect(effectsOf(strangers().input(expired), "close")).toEqual([{ type: "close", code: 4408 }]);
    const asked = strangers().say("a", { type: "hello", id: 0, v: 1, token: "t" }).input(expired);
    expect(effectsOf(asked, "close")).toEqual([{ type: "close", code: 4408 }]);
  });

  test("is gone without having been there", () => {
    const bench = strangers().say("a", { type: "hello", id: 0, v: 1, token: "t" });
    bench.input({ type: "disconnected", client: "a" }).answer("authenticate", known());
    expect(bench.effects.filter(({ type }) => type === "disconnected")).toEqual([
      { type: "disconnected", client: "a", wasKnown: false },
    ]);
    expect(effectsOf(bench, "connected")).toEqual([]);
  });
});

describe("a token", () => {
  test("that ends at a time is told, and its end is too, before the link ends", () => {
    let now = 1_000;
    const bench = new Bench({ now: () => now }).connect("a", 1, identity({ expiresAt: 61_000 }));
    const welcome = bench.effects.find(({ type }) => type === "write") as {
      piece: { text: string };
    };
    expect(JSON.parse(welcome.piece.text)).toMatchObject({ expires: 60_000 });
    now = 61_000;
    bench.told("a");
    bench.input({ type: "expired", client: "a" });
    expect(bench.told("a")).toEqual(["error the token has ended expired"]);
    expect(effectsOf(bench, "close")).toEqual([{ type: "close", code: 4401 }]);
  });

  test("that ends later than a timer can wait is waited for again", () => {
    const expiresAt = 2 ** 32;
    let now = 0;
    const bench = new Bench({ now: () => now }).connect("a", 1, identity({ expiresAt }));
    expect(effectsOf(bench, "deadline")).toEqual([{ type: "deadline", after: 2 ** 31 - 1 }]);
    now = 2 ** 31 - 1;
    bench.effects = [];
    bench.input({ type: "expired", client: "a" });
    expect(effectsOf(bench, "deadline", "close")).toEqual([
      { type: "deadline", after: 2 ** 31 - 1 },
    ]);
  });

  test("can be followed by another one of the same user", () => {
    const bench = new Bench({ authenticates: true, now: () => 0 }).connect("a", 1, identity());
    bench.say("a", { type: "auth", id: 1, token: "u" });
    bench.answer("authenticate", known({ expiresAt: 5_000, claims: { role: "x" } }));
    expect(bench.told("a")).toEqual(["welcome 0", "ack 1"]);
    expect(effectsOf(bench, "deadline").at(-1)).toEqual({ type: "deadline", after: 5_000 });
    expect(effectsOf(bench, "connected")).toEqual([{ type: "connected" }]);
  });

  test("of another user, or that is not accepted, changes nothing", () => {
    const bench = new Bench({ authenticates: true }).connect("a", 1, identity());
    bench.effects = [];
    bench.say("a", { type: "auth", id: 1, token: "u" });
    bench.answer("authenticate", known({ userId: "eve" }));
    bench.say("a", { type: "auth", id: 2, token: "u" }).answer("authenticate", refused);
    expect(bench.told("a")).toEqual([
      "error 1 the token is of another user forbidden",
      "error 2 no unauthorised",
    ]);
    expect(bench.effects).toEqual([]);
  });

  test("means nothing to a hub that asks for none", () => {
    const bench = new Bench().connect("a").say("a", { type: "auth", id: 1, token: "u" });
    expect(bench.told("a")).toEqual([
      "welcome 0",
      "error 1 the hub asks for no tokens unknown_method",
    ]);
  });
});

test("who is no longer wanted is told so, and closed", () => {
  const bench = new Bench().connect("a", 1, identity()).connect("b", 0, identity());
  bench.connect("c", 1, identity({ userId: "eve" }));
  for (const client of ["a", "b", "c"]) bench.told(client);
  bench.input({ type: "revoke", target: { user: "ada" } });
  expect(bench.told("a")).toEqual(["error the access was taken back unauthorised"]);
  expect(bench.told("b")).toEqual(["error the access was taken back"]);
  expect(effectsOf(bench, "close")).toEqual([
    { type: "close", code: 4401 },
    { type: "close", code: 4401 },
  ]);
});

test("of who is told to leave nothing is done any more, whether it was asked for before or is later", () => {
  const open = { ...PLAIN, publish: true };
  const leaving: Input[] = [
    { type: "revoke", target: "a" },
    { type: "left", client: "a" },
  ];
  for (const input of leaving) {
    const bench = new Bench({ authorises: true, namespaceOf: () => open }).connect("a");
    for (const id of [1, 2]) bench.say("a", { type: "publish", id, channel: "c", data: 1 });
    bench.input(input).say("a", { type: "publish", id: 3, channel: "c", data: 1 });
    bench.answer("authorise", allowed(true));
    expect(effectsOf(bench, "authorise", "publish")).toEqual([]);
  }
});

describe("channels that a client has", () => {
  const subscribed = (version: 0 | 1): Bench => {
    const bench = new Bench({ authorises: true, authenticates: true });
    bench.connect("a", version, identity());
    for (const [index, channel] of ["one", "two"].entries())
      bench
        .say("a", { type: "subscribe", id: index + 1, channel })
        .answer("authorise", allowed(true))
        .answer("join", joined(at(0)));
    bench.told("a");
    bench.effects = [];
    return bench;
  };

  test("and that another token does not grant are left, each with an error", () => {
    const bench = subscribed(1).say("a", { type: "auth", id: 9, token: "u" });
    bench.answer("authenticate", known());
    bench.answer("authorise", allowed(true)).answer("authorise", allowed(false));
    expect(bench.core.subscriptionsOf("a")).toEqual(["one"]);
    expect(bench.told("a")).toEqual(["ack 9", "error subscription unauthorised forbidden"]);
    expect(effectsOf(bench, "unsubscribed", "leave")).toEqual([
      { type: "unsubscribed" },
      { type: "leave" },
    ]);
  });

  test("can be asked about again, between two requests and for v0 too", () => {
    const bench = subscribed(0);
    bench.say("a", { type: "subscribe", channel: "three" });
    bench.input({ type: "recheck", target: { user: "ada" } });
    // The request under way is answered first.
    expect(bench.effects.filter(({ type }) => type === "authorise")).toHaveLength(1);
    bench.answer("authorise", allowed(false));
    expect(bench.effects.filter(({ type }) => type === "authorise")).toHaveLength(2);
    bench.answer("authorise", allowed(false)).answer("authorise", allowed(false));
    expect(bench.core.subscriptionsOf("a")).toEqual([]);
    expect(bench.told("a")).toEqual(Array(3).fill("error subscription unauthorised"));
  });

  test("are taken away for now where the application has not said in time whether it may still have them", () => {
    const bench = subscribed(1).input({ type: "recheck", target: "a" });
    bench.answer("authorise", allowed(undefined)).answer("authorise", allowed(true));
    expect(bench.core.subscriptionsOf("a")).toEqual(["two"]);
    const text = "nobody has said in time whether the client may";
    expect(bench.told("a")).toEqual([`error ${text} unavailable`]);
  });

  test("are asked about once at a time, and once more where a token came meanwhile", () => {
    const bench = subscribed(1);
    const asked = (): number => bench.effects.filter(({ type }) => type === "authorise").length;
    for (let id = 10; id < 60; id++)
      bench.say("a", { type: "auth", id, token: "t" }).answer("authenticate", known());
    expect(asked()).toBe(2);
    bench.answer("authorise", allowed(true)).answer("authorise", allowed(true));
    expect(asked()).toBe(2);
    bench.answer("authorise", allowed(true)).answer("authorise", allowed(false));
    expect(asked()).toBe(0);
    expect(bench.core.subscriptionsOf("a")).toEqual(["one"]);
  });

  test("and were left, or begun anew, meanwhile are not taken away", () => {
    const bench = subscribed(1).input({ type: "recheck", target: "a" });
    bench.say("a", { type: "unsubscribe", id: 3, channel: "one" });
    bench.answer("authorise", allowed(false));
    expect(bench.told("a")).toEqual(["ack 3"]);
    bench.input({ type: "disconnected", client: "a" }).answer("authorise", allowed(false));
    expect(bench.told("a")).toEqual([]);
  });
});
