// The token of a client: where the hub sees it, when it is asked for, and how it is renewed on an open link.

import { tokenOfProtocols } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import { refreshAfter, refreshIn } from "../src/token-refresh.ts";
import type { ChannelClient, TokenContext } from "../src/index.ts";
import { PlayedHub, URL } from "./support/played-hub.ts";

/** A function that gives `t1`, `t2`, …, and counts how often it is asked. */
function tokens(): (() => string) & { asked: number } {
  const give = (): string => `t${++give.asked}`;
  give.asked = 0;
  return give;
}

function faultsOf(client: ChannelClient): string[] {
  const faults: string[] = [];
  client.addEventListener("error", ({ error }) => faults.push(String(error)));
  return faults;
}

describe("a token", () => {
  test("is shown in the first message, and asked for with each dial", async () => {
    const hub = new PlayedHub();
    const token = tokens();
    const client = hub.client({ token, protocols: ["a"] });
    await hub.welcome();
    expect(hub.last("hello").token).toBe("t1");
    expect(hub.dial.target.protocols).toEqual(["a"]);
    client.redial();
    await hub.clock.run(5_000);
    expect(hub.last("hello").token).toBe("t2");
    expect(token.asked).toBe(2);
  });

  test("is shown in a subprotocol, and in no message", async () => {
    const hub = new PlayedHub();
    hub.client({ token: async () => "sécret", tokenVia: "subprotocol" });
    await hub.welcome();
    const { protocols } = hub.dial.target;
    expect(protocols).toHaveLength(2);
    expect(protocols[0]).toBe("skep-hub");
    expect(tokenOfProtocols(protocols)).toBe("sécret");
    expect(hub.last("hello").token).toBeUndefined();
  });

  test.each([
    ["ws://hub.test/", "ws://hub.test/?token=a%20b%26"],
    ["ws://hub.test/?room=1#part", "ws://hub.test/?room=1&token=a%20b%26"],
    [async () => "ws://hub.test/x", "ws://hub.test/x?token=a%20b%26"],
  ])("is shown in the URL: %s", async (url, dialled) => {
    const hub = new PlayedHub();
    hub.client({ url, token: "a b&", tokenVia: "query" });
    await hub.welcome();
    expect(hub.dial.target.url).toBe(dialled);
    expect(hub.last("hello").token).toBeUndefined();
  });

  test("that is text is the same on each link", async () => {
    const hub = new PlayedHub();
    const client = hub.client({ token: "fixed" });
    await hub.welcome({ expires: 1_000 });
    await hub.clock.run(5_000);
    expect(hub.all("auth")).toEqual([]);
    client.redial();
    await hub.clock.run(5_000);
    expect(hub.last("hello").token).toBe("fixed");
  });

  test("stands in no error", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const client = hub.client({ token: "s3cr3t", tokenVia: "query" });
    const told: unknown[] = [];
    client.addEventListener("dialfailed", ({ cause, reason }) => told.push(cause.stack, reason));
    await hub.clock.run();
    hub.dial.refuse({ status: 500 });
    await hub.clock.run();
    expect(told).toHaveLength(2);
    expect(told[0]).toContain("hub.test");
    expect(JSON.stringify(told)).not.toContain("s3cr3t");
  });
});

describe("a function for the token", () => {
  test("that throws is a failed dial, told with its reason, and asked again", async () => {
    const hub = new PlayedHub();
    let asked = 0;
    const token = (): string => {
      if (++asked === 1) throw new Error("the service is down");
      return "late";
    };
    const client = hub.client({ token });
    const faults = faultsOf(client);
    const failed: unknown[] = [];
    client.addEventListener("dialfailed", ({ cause }) => failed.push(cause.kind));
    await hub.clock.run(5_000);
    expect(faults).toEqual(["TokenError: The function for the token has failed."]);
    expect(failed).toEqual(["provider"]);
    expect(hub.last("hello").token).toBe("late");
  });

  test("that gives no text is told without what it gave", async () => {
    const hub = new PlayedHub();
    const client = hub.client({ token: () => 5 as unknown as string });
    const faults = faultsOf(client);
    await hub.clock.run();
    expect(faults).toEqual([
      "TokenError: The function for the token gave number in place of text.",
    ]);
  });

  test("that never settles is given up with its dial, and asked again", async () => {
    const hub = new PlayedHub();
    const signals: AbortSignal[] = [];
    const token = ({ signal }: TokenContext): Promise<string> => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => {}) : Promise.resolve("late");
    };
    const client = hub.client({ token, dialTimeout: 3_000 });
    const failed: unknown[] = [];
    client.addEventListener("dialfailed", ({ cause }) => failed.push(cause.kind));
    await hub.clock.run(10_000);
    expect(failed).toEqual(["timeout"]);
    expect(signals[0]?.aborted).toBe(true);
    expect(hub.last("hello").token).toBe("late");
  });

  test("that never settles does not keep a client from being closed", async () => {
    const hub = new PlayedHub();
    const client = hub.client({ token: () => new Promise<string>(() => {}) });
    const faults = faultsOf(client);
    await hub.clock.run();
    const closing = client.close();
    await hub.clock.run();
    await closing;
    expect([faults, hub.clock.pending]).toEqual([[], 0]);
  });

  test("is asked again where the hub has refused its token at the upgrade or later", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const token = tokens();
    const client = hub.client({ token });
    await hub.clock.run();
    hub.dial.refuse({ status: 401 });
    await hub.clock.run(5_000);
    hub.dial.accept();
    await hub.welcome();
    hub.dial.close(4_401, "expired");
    await hub.clock.run(10_000);
    hub.dial.accept();
    await hub.welcome();
    expect(hub.last("hello").token).toBe("t3");
    expect(client.state).toBe("connected");
  });
});

describe("the wait until a token is renewed", () => {
  test("is about 80 % of its life, by chance", () => {
    expect([0, 0.5, 0.999].map((roll) => Math.round(refreshIn(100_000, roll)))).toEqual([
      75_000, 80_000, 84_990,
    ]);
    // A hub whose tokens live for nothing is not asked without a pause.
    expect(refreshIn(0, 0.5)).toBe(1_000);
  });

  test("follows from the answer of the hub", () => {
    const error = { type: "error", re: 1, text: "" } as const;
    expect(refreshAfter({ type: "ack", re: 1, expires: 10_000 }, 0, 0.5)).toBe(8_000);
    expect(refreshAfter({ type: "ack", re: 1 }, 0, 0.5)).toBeUndefined();
    expect(refreshAfter({ ...error, code: "unknown_method" }, 1, 0.5)).toBeUndefined();
    expect(refreshAfter({ ...error, code: "expired" }, 1, 0.5)).toBe(550);
    expect(refreshAfter({ ...error, code: "unavailable", after: 9_000 }, 1, 0.5)).toBe(9_000);
    expect(refreshAfter(undefined, 5, 0.5)).toBe(8_050);
  });
});

describe("a token that expires", () => {
  test("is renewed on the open link before it does, each time", async () => {
    const hub = new PlayedHub();
    hub.client({ token: tokens() });
    await hub.welcome({ expires: 10_000 });
    await hub.clock.run(7_999);
    expect(hub.all("auth")).toEqual([]);
    await hub.clock.run(1);
    expect(hub.last("auth").token).toBe("t2");
    await hub.say({ type: "ack", re: hub.last("auth").id, expires: 20_000 });
    await hub.clock.run(15_999);
    expect(hub.all("auth")).toHaveLength(1);
    await hub.clock.run(1);
    expect(hub.last("auth").token).toBe("t3");
    expect(hub.transport.dials).toHaveLength(1);
  });

  test("is asked for again where there is none, the hub refuses it, or answers nothing", async () => {
    const hub = new PlayedHub();
    let asked = 0;
    const token = (): string => {
      if (++asked === 2) throw new Error("the service is down");
      return `t${asked}`;
    };
    const client = hub.client({ token });
    const faults = faultsOf(client);
    await hub.welcome({ expires: 60_000 });
    await hub.clock.run(48_000);
    expect(faults).toHaveLength(1);
    await hub.clock.run(1_000);
    expect(hub.last("auth").token).toBe("t3");
    const { id: re } = hub.last("auth");
    await hub.say({ type: "error", re, code: "unavailable", text: "no" });
    await hub.clock.run(2_000);
    expect(hub.last("auth").token).toBe("t4");
    // Ten seconds are waited for an answer, and then a pause.
    await hub.clock.run(15_000);
    expect(hub.last("auth").token).toBe("t5");
    // The hub ends the link in the end, and the next one brings another token.
    hub.dial.close(4_401, "expired");
    await hub.clock.run(10_000);
    expect(hub.last("hello").token).toBe("t6");
    expect(hub.all("auth")).toEqual([]);
  });

  test("is given up with its link, and by a function that gives nothing for 10 s", async () => {
    const hub = new PlayedHub();
    const signals: AbortSignal[] = [];
    const client = hub.client({
      token: ({ signal }) => {
        signals.push(signal);
        return signals.length === 1 ? "t1" : new Promise<string>(() => {});
      },
    });
    const faults = faultsOf(client);
    await hub.welcome({ expires: 10_000 });
    await hub.clock.run(18_000);
    expect(faults).toEqual([
      "TokenError: The function for the token has given nothing for 10000 ms.",
    ]);
    await hub.clock.run(2_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, false]);
    const closing = client.close();
    await hub.clock.run();
    await closing;
    expect(signals.at(-1)?.aborted).toBe(true);
    expect([faults.length, hub.clock.pending]).toEqual([1, 0]);
  });
});

describe("a channel that is refused with this token", () => {
  const refuse = (hub: PlayedHub): Promise<void> =>
    hub.say({ type: "error", re: hub.last("subscribe").id, code: "unauthorised", text: "no" });

  test("is asked for again when the hub has accepted another one, and not without a pause", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted({ token: tokens() });
    client.subscribe("room:1");
    await refuse(hub);
    await hub.clock.run(1_000);
    expect(hub.last("auth").token).toBe("t2");
    expect(hub.all("subscribe")).toHaveLength(1);
    await hub.say({ type: "ack", re: hub.last("auth").id });
    expect(hub.all("subscribe")).toHaveLength(2);
    const waits: number[] = [];
    for (let count = 0; count < 6; count++) {
      await refuse(hub);
      const from = hub.clock.now();
      const { length } = hub.all("auth");
      while (hub.all("auth").length === length) await hub.clock.run(50);
      waits.push(hub.clock.now() - from);
      await hub.say({ type: "ack", re: hub.last("auth").id });
    }
    expect(waits).toEqual([1_050, 2_050, 4_050, 8_050, 15_050, 15_050]);
  });

  test("fails where there is no other token", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted({ token: "fixed" });
    const room = client.subscribe("room:1");
    await refuse(hub);
    await expect(room.items().next()).rejects.toMatchObject({ reason: "unauthorised" });
    expect(hub.transport.dials).toHaveLength(1);
    expect(client.state).toBe("connected");
    client.subscribe("room:1");
  });

  test("waits for the next link where the old one ends first", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted({ token: tokens(), url: URL });
    client.subscribe("room:1");
    await refuse(hub);
    await hub.cut();
    await hub.welcome();
    expect(hub.all("subscribe")).toHaveLength(1);
    await hub.clock.run(5_000);
    expect(hub.all("auth")).toEqual([]);
  });
});
