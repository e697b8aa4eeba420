// Who is let in, in which order that is decided, and what is counted.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import {
  Admission,
  type AdmissionRules,
  type Host,
  type Visitor,
} from "../../src/admission/admission.ts";
import type { AuthFailure } from "../../src/admission/authenticator.ts";
import type { Admitted, Refusal, UpgradeRequest } from "../../src/admission/upgrade-request.ts";
import { requestWith } from "./support/request.ts";

const LIMITS = { connections: 9, connectionsPerUser: 9, connectionsPerAddress: 9, upgrades: 9 };

class World {
  readonly clock = new ManualClock();
  readonly logged: string[] = [];
  readonly failures: [AuthFailure, string][] = [];
  readonly refused: number[] = [];
  readonly visitors: Visitor[] = [];
  closedFor: number | undefined;
  readonly admission: Admission;

  constructor(rules: Partial<AdmissionRules> = {}) {
    const log = (line: string): void => void this.logged.push(line);
    const host: Host = {
      closedFor: () => this.closedFor,
      accept: (_link, visitor) => {
        this.visitors.push(visitor);
        return { message: () => {}, heard: () => {}, closed: () => visitor.place.release() };
      },
      authFailed: (failure, request) => this.failures.push([failure, request.remoteAddress]),
      refused: (status) => this.refused.push(status),
    };
    this.admission = new Admission(
      {
        authenticate: undefined,
        tokenFrom: ["header"],
        authTimeout: 5_000,
        allowedOrigins: undefined,
        requireOrigin: false,
        proxies: 0,
        limits: LIMITS,
        clock: this.clock,
        logger: { debug: log, info: log, warn: log, error: log },
        ...rules,
      },
      host,
    );
  }

  ask(request: UpgradeRequest = requestWith(), signal?: AbortSignal): Promise<Admitted | Refusal> {
    return this.admission.admit(request, signal ?? new AbortController().signal);
  }

  async status(request?: UpgradeRequest): Promise<number | undefined> {
    const admission = await this.ask(request);
    return "status" in admission ? admission.status : undefined;
  }

  /** Opens the link; calling what it returns ends it. */
  async enter(request?: UpgradeRequest): Promise<() => void> {
    const admission = await this.ask(request);
    if ("status" in admission) throw new Error(`refused with ${admission.status}`);
    return admission.accept({} as never).closed;
  }
}

const bearer = (token: string, remoteAddress?: string): UpgradeRequest =>
  requestWith({ authorization: `Bearer ${token}` }, "/", remoteAddress);

describe("a client is refused", () => {
  test("while the hub takes none, with the seconds after which it may come again", async () => {
    const world = new World({ requireOrigin: true });
    world.closedFor = 15;
    expect(await world.ask()).toEqual({ status: 503, headers: { "Retry-After": "15" } });
  });

  test("for its origin before anything is asked about it", async () => {
    let asked = 0;
    const world = new World({
      authenticate: () => {
        asked++;
        return undefined;
      },
    });
    const foreign = requestWith({ origin: "https://evil.example", host: "hub.example" });
    expect(await world.status(foreign)).toBe(403);
    expect([asked, world.logged.length]).toEqual([0, 1]);
  });

  test("with 401 and the header that HTTP asks for, where nobody knows it", async () => {
    const world = new World({ authenticate: () => undefined });
    expect(await world.ask(bearer("x"))).toEqual({
      status: 401,
      headers: { "WWW-Authenticate": "Bearer" },
    });
    expect(await world.status()).toBe(401);
    expect(await world.status(requestWith({ authorization: "Basic x" }))).toBe(401);
    expect(world.failures.map(([failure]) => failure)).toEqual(["refused", "missing", "malformed"]);
    expect(world.refused).toEqual([401, 401, 401]);
  });

  test("when the application does not answer, and may come again", async () => {
    const world = new World({ authenticate: () => new Promise(() => {}) });
    const answer = world.status(bearer("x"));
    await Promise.resolve();
    world.clock.advance(5_000);
    expect(await answer).toBe(503);
  });

  test("when it is gone, or the hub has closed, before the application answers", async () => {
    let answer = (_: { userId: string }): void => {};
    const world = new World({ authenticate: () => new Promise((resolve) => (answer = resolve)) });
    const gone = new AbortController();
    const first = world.ask(bearer("x"), gone.signal);
    gone.abort();
    expect(await first).toMatchObject({ status: 503 });
    const second = world.ask(bearer("x"));
    world.closedFor = 1;
    answer({ userId: "ada" });
    expect(await second).toMatchObject({ status: 503 });
    // Nothing is counted any more.
    world.closedFor = undefined;
    for (let count = 0; count < 9; count++) {
      const third = world.enter(bearer("x"));
      answer({ userId: "ada" });
      await third;
    }
  });
});

test.each([0, 15])(
  "a link that opens when the hub no longer takes clients (for %i s) is ended, and no longer counted",
  async (seconds) => {
    const world = new World({ limits: { ...LIMITS, connections: 1 } });
    const admitted = (await world.ask()) as Admitted;
    world.closedFor = seconds;
    const ends: unknown[] = [];
    const link = { close: (code: number) => ends.push(code), terminate: () => ends.push("ended") };
    const listener = admitted.accept(link as never);
    world.clock.advance(0);
    expect(ends).toEqual([1012, "ended"]);
    listener.message("{}");
    listener.heard();
    listener.closed();
    expect(world.visitors).toEqual([]);
    world.closedFor = undefined;
    await world.enter();
  },
);

describe("connections are counted", () => {
  test("in all, for each address and for each user, and what has ended no longer is", async () => {
    const world = new World({
      authenticate: ({ token }) => ({ userId: token ?? "" }),
      limits: { connections: 4, connectionsPerUser: 2, connectionsPerAddress: 3, upgrades: 9 },
    });
    const ends = [await world.enter(bearer("ada")), await world.enter(bearer("ada"))];
    expect(await world.status(bearer("ada"))).toBe(429);
    ends.push(await world.enter(bearer("bob")));
    expect(await world.status(bearer("bob"))).toBe(429);
    ends.push(await world.enter(bearer("eve", "10.0.0.2")));
    expect(await world.status(bearer("eve", "10.0.0.2"))).toBe(503);
    for (const end of ends) end();
    await world.enter(bearer("ada"));
    await world.enter(bearer("ada"));
    expect(world.failures).toEqual([["limit", "10.0.0.1"]]);
  });

  test("while the application is asked, and when the link does not open", async () => {
    const answers: (() => void)[] = [];
    const world = new World({
      authenticate: () => new Promise((resolve) => answers.push(() => resolve({ userId: "ada" }))),
      limits: { ...LIMITS, upgrades: 2 },
    });
    const waiting = [world.ask(bearer("x")), world.ask(bearer("x"))];
    expect(await world.status(bearer("x"))).toBe(503);
    for (const answer of answers) answer();
    for (const admission of await Promise.all(waiting)) (admission as Admitted).abandon();
    const last = world.ask(bearer("x"));
    answers.at(-1)?.();
    expect(await last).toMatchObject({ protocol: undefined });
  });

  test("of IPv6 for each network of 64 bits, as one client has all its addresses", async () => {
    const world = new World({ limits: { ...LIMITS, connectionsPerAddress: 2 } });
    const from = (address: string): UpgradeRequest => requestWith({}, "/", address);
    const end = await world.enter(from("2001:db8::1"));
    await world.enter(from("2001:db8::2"));
    expect(await world.status(from("2001:db8::3"))).toBe(429);
    await world.enter(from("2001:db8:0:1::3"));
    end();
    await world.enter(from("2001:db8::3"));
    expect(world.visitors.map(({ remoteAddress }) => remoteAddress)).toContain("2001:db8::3");
  });

  test("by the address that a believed proxy has said", async () => {
    const limits = { ...LIMITS, connectionsPerAddress: 1 };
    const from = (forwarded: string): UpgradeRequest =>
      requestWith({ "x-forwarded-for": forwarded });
    const believing = new World({ limits, proxies: 1 });
    await believing.enter(from("1.1.1.1"));
    await believing.enter(from("2.2.2.2"));
    // What the client itself has written stands on the left.
    expect(await believing.status(from("3.3.3.3, 2.2.2.2"))).toBe(429);
    expect(believing.visitors.map(({ remoteAddress }) => remoteAddress)).toEqual([
      "1.1.1.1",
      "2.2.2.2",
    ]);
    const careful = new World({ limits });
    await careful.enter(from("1.1.1.1"));
    expect(await careful.status(from("2.2.2.2"))).toBe(429);
  });
});

describe("a token that comes in the first message", () => {
  test("is waited for where the upgrade has none, and such clients are counted", async () => {
    const world = new World({
      authenticate: ({ token }) => (token === "good" ? { userId: "ada" } : undefined),
      tokenFrom: ["header", "message"],
      limits: { ...LIMITS, upgrades: 1 },
    });
    const end = await world.enter();
    expect(world.visitors[0]?.identity).toBeUndefined();
    expect(await world.status(bearer("good"))).toBe(503);
    end();
    await world.enter(bearer("good"));
    expect(world.visitors[1]?.identity).toMatchObject({ userId: "ada" });
    expect(await world.status(bearer("bad"))).toBe(401);
  });
});

test("no secret of a request is logged", async () => {
  const world = new World({ authenticate: () => undefined, tokenFrom: ["query"] });
  const headers = { authorization: "Bearer s3cret", cookie: "c=s3cret", host: "h" };
  await world.ask(requestWith(headers, "/?token=s3cret"));
  await world.ask(requestWith({ ...headers, origin: "https://evil.example" }, "/?token=s3cret"));
  expect(world.logged.length).toBe(1);
  expect(world.logged.join("\n")).not.toContain("s3cret");
});
