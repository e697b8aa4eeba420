// What an application answers about a client, and what a hub makes of it.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { apiKeys, isSameSecret } from "../../src/admission/api-keys.ts";
import { authenticateClient, type AuthOutcome } from "../../src/admission/authentication.ts";
import type { Authenticate } from "../../src/admission/authenticator.ts";

const ASKED = { token: "t", remoteAddress: "10.0.0.1", upgrade: undefined };

const outcomeOf = (
  authenticate: Authenticate,
  {
    token = "t",
    clock = new ManualClock(),
    signal,
  }: {
    readonly token?: string | undefined;
    readonly clock?: ManualClock;
    readonly signal?: AbortSignal;
  } = {},
): Promise<AuthOutcome> =>
  authenticateClient({ ...ASKED, token }, { authenticate, timeout: 5_000, clock }, signal);

const failureOf = async (authenticate: Authenticate): Promise<string | undefined> =>
  (await outcomeOf(authenticate)).failure;

describe("an authenticator", () => {
  test("says who a client is; the name is trimmed, and what is left out is empty", async () => {
    expect(await outcomeOf(() => ({ userId: " ada " }))).toEqual({
      identity: { userId: "ada", claims: {}, channels: [], expiresAt: undefined },
    });
  });

  test("may take its time, and says which channels and for how long", async () => {
    const clock = new ManualClock();
    const expiresAt = clock.wall() + 1;
    const outcome = await outcomeOf(
      async () => ({ userId: "ada", channels: ["user:ada"], expiresAt }),
      { clock },
    );
    expect(outcome).toMatchObject({ identity: { channels: ["user:ada"], expiresAt } });
  });

  test("gives claims that are copied, circles included, and cannot be changed", async () => {
    const claims: Record<string, unknown> = {
      roles: ["a"],
      at: new Date(0),
      bytes: new Uint8Array(2),
    };
    claims["self"] = claims;
    const outcome = await outcomeOf(() => ({ userId: "ada", claims }));
    const { identity } = outcome as Extract<AuthOutcome, { identity: object }>;
    (claims["roles"] as string[]).push("b");
    expect(identity.claims).toMatchObject({ roles: ["a"], at: new Date(0) });
    expect(identity.claims["self"]).toBe(identity.claims);
    expect(Object.isFrozen(identity.claims["roles"])).toBe(true);
  });

  test("cannot put anything into the prototype of objects", async () => {
    const claims = JSON.parse('{"__proto__":{"isAdmin":true}}') as Record<string, unknown>;
    const { identity } = (await outcomeOf(() => ({ userId: "eve", claims }))) as Extract<
      AuthOutcome,
      { identity: object }
    >;
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect((identity.claims as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test.each<[string, Authenticate]>([
    ["refused", () => undefined],
    [
      "failed",
      () => {
        throw new Error("no");
      },
    ],
    ["failed", () => Promise.reject(new Error("no"))],
    ["invalid", () => ({ userId: " " })],
    ["invalid", () => ({}) as never],
    ["invalid", () => null as never],
    ["invalid", () => ({ userId: "ada", channels: 1 }) as never],
    ["invalid", () => ({ userId: "ada", claims: { run: () => {} } })],
    ["invalid", () => ({ userId: "ada", channels: ["a b"] })],
    ["invalid", () => ({ userId: "ada", channels: ["$all"] })],
    ["expired", () => ({ userId: "ada", expiresAt: 0 })],
    ["expired", () => ({ userId: "ada", expiresAt: Number.NaN })],
  ])("lets nobody in: %s, %s", async (failure, authenticate) => {
    expect(await failureOf(authenticate)).toBe(failure);
  });

  test("that gives nothing where there is no token is told apart", async () => {
    const outcome = await authenticateClient(
      { ...ASKED, token: undefined },
      { authenticate: () => undefined, timeout: 1, clock: new ManualClock() },
    );
    expect(outcome.failure).toBe("missing");
  });

  test("that does not answer in time is told so by its signal, and is not waited for", async () => {
    const clock = new ManualClock();
    let signal: AbortSignal | undefined;
    const outcome = outcomeOf(
      (_request, context) => {
        signal = context.signal;
        return new Promise(() => {});
      },
      { clock },
    );
    clock.advance(4_999);
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect((await outcome).failure).toBe("timeout");
    expect(signal?.aborted).toBe(true);
  });

  test("of a client that was gone before it was asked is told so at once", async () => {
    const outcome = outcomeOf(() => new Promise(() => {}), { signal: AbortSignal.abort() });
    expect((await outcome).failure).toBe("gone");
  });

  test("is told when the client is gone, and keeps no timer", async () => {
    const clock = new ManualClock();
    const gone = new AbortController();
    const outcome = outcomeOf(() => new Promise(() => {}), { clock, signal: gone.signal });
    gone.abort();
    expect((await outcome).failure).toBe("gone");
    expect(clock.pending).toBe(0);
  });
});

describe("keys", () => {
  const keys: Record<string, string> = { "k-1": "ada", "k-2": "bob" };
  const authenticate = apiKeys(keys);
  const userOf = async (token: string | undefined): Promise<string | undefined> => {
    const result = await authenticate(
      { ...ASKED, token },
      { signal: new AbortController().signal },
    );
    return result?.userId;
  };

  test("stand for users, and are copied", async () => {
    keys["k-3"] = "eve";
    delete keys["k-1"];
    expect(await Promise.all(["k-1", "k-2", "k-3", "", undefined].map(userOf))).toEqual([
      "ada",
      "bob",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("that are blank, or stand for nobody, are refused", () => {
    expect(() => apiKeys({ " ": "ada" })).toThrow("keys");
    expect(() => apiKeys({ k: " " })).toThrow("keys");
    expect(() => apiKeys({ k: 1 as never })).toThrow("keys");
  });

  test.each([
    [{}],
    [[]],
    [["k-1", "k-2"]],
    [null],
    ["k-1"],
    [undefined],
    [new Map([["k", "ada"]])],
  ])("that are no object of keys and users are refused: %j", (wrong) => {
    expect(() => apiKeys(wrong as never)).toThrow("keys must be an object of keys and users");
  });

  test("of an object's prototype are none", async () => {
    expect(await userOf("constructor")).toBeUndefined();
    expect(await userOf("__proto__")).toBeUndefined();
  });

  test("and other secrets are compared whole", () => {
    expect(isSameSecret("a", "a")).toBe(true);
    expect(isSameSecret("a", "ab")).toBe(false);
    expect(isSameSecret("", "a")).toBe(false);
  });
});
