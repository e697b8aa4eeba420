// Secrets: each way in crossed with each way out. A token stood in reasons and logs where it came as a subprotocol.

import type { PartialSessionOptions } from "../../src/options/options.ts";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { normalizeUrl, type PeerOptions, type PoolEvent, SkepError } from "../../src/index.ts";
import type { LogContext } from "../../src/logger.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

const SECRET = "canary";
const URL_OF_A = "wss://a.example";

/** All that came out of one pool. */
class Witness {
  readonly lines: string[] = [];
  readonly errors: unknown[] = [];
  readonly records: PoolEvent[] = [];

  readonly log = (message: string, context: LogContext): void => {
    this.lines.push(message, JSON.stringify(context), inspect(context, { depth: 9 }));
  };

  /** At `debug`, where causes are handed over as they are. */
  readonly debug = (message: string, context: LogContext): void => {
    this.lines.push(message, JSON.stringify(context));
  };

  /** What is thrown or rejected. */
  async caught(act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.errors.push(error);
    }
  }
}

type Scene = (world: World, witness: Witness) => Promise<void> | void;

/** One peer with these options, whose dial is refused, and which is used all the same. */
const refused =
  (options: Partial<PeerOptions>): Scene =>
  async (world, witness) => {
    await witness.caught(async () => {
      const peer = world.pool.connect({ url: URL_OF_A, ...options });
      await world.pass();
      world.network.dials.at(-1)?.refuse({ status: 503, headers: { "set-cookie": SECRET } });
      await world.pass();
      await witness.caught(() => peer.send("x"));
      await witness.caught(() => peer.whenConnected({ signal: AbortSignal.abort() }));
      await witness.caught(() => world.pool.connect({ id: peer.id, url: URL_OF_A }));
      await witness.caught(() => world.pool.remove(`${peer.id}/other`));
      witness.errors.push(peer.stats().lastFailure);
    });
  };

/** One peer that is accepted, and what is done then. */
const accepted =
  (session: PartialSessionOptions, then: Scene = () => {}): Scene =>
  async (world, witness) => {
    world.pool.connect({ id: "a", url: URL_OF_A, ...session });
    await world.pass();
    world.network.latest.accept();
    await world.pass();
    await then(world, witness);
    await world.pass();
  };

const throws = (error: unknown) => (): never => {
  throw error;
};

const closed =
  (reason: unknown): Scene =>
  async (world, witness) => {
    await witness.caught(() => world.pool.close({ reason: reason as string }));
    await world.pass();
  };

const WAYS_IN: Record<string, Scene> = {
  "the user info of a URL": refused({ url: `wss://${SECRET}:${SECRET}@a.example` }),
  "the query of a URL": refused({ url: `wss://a.example/?x=1&token=${SECRET}` }),
  "the fragment of a URL": refused({ url: `wss://a.example/#${SECRET}` }),
  "a URL that cannot be used": refused({ url: `http://${SECRET}@a.example` }),
  "a URL that a provider gives": refused({ id: "a", url: () => `wss://a.example?${SECRET}` }),
  "a bad URL that a provider gives": refused({ id: "a", url: () => `a://${SECRET}@b?${SECRET}` }),
  "a header": refused({ headers: { authorization: SECRET } }),
  "a header that cannot be sent": refused({ headers: { authorization: `${SECRET}\n` } }),
  "a header whose name is the whole line": refused({ headers: { [`a: ${SECRET}`]: "" } }),
  "a header of a provider whose name is the whole line": refused({
    headers: () => ({ [`a: ${SECRET}`]: "" }),
  }),
  "a relative URL that is looked up": async ({ pool }, witness) => {
    for (const id of [`/ws?token=${SECRET}`, `ws?token=${SECRET}`, `//me:${SECRET}@a.example`])
      await witness.caught(() => pool.send(id, "x"));
  },
  "headers as text": refused({ headers: `Bearer ${SECRET}` as never }),
  "headers of a provider": refused({ headers: () => ({ authorization: SECRET }) }),
  "bad headers of a provider": refused({ headers: () => `Bearer ${SECRET}` as never }),
  "a bad header of a provider": refused({ headers: () => ({ authorization: `${SECRET}\0` }) }),
  "a subprotocol": refused({ protocols: ["v1", `token.${SECRET}`] }),
  "a subprotocol that cannot be sent": refused({ protocols: ["v1", `token ${SECRET}`] }),
  "a subprotocol that is repeated": refused({ protocols: [SECRET, SECRET] }),
  "a subprotocol of a provider": refused({ protocols: () => `token.${SECRET}` }),
  "a bad subprotocol of a provider": refused({ protocols: () => `token ${SECRET}` }),
  "an option that is not known": refused({ protocol: SECRET } as never),
  "a subprotocol that the server chooses": async (world) => {
    world.pool.connect({ id: "a", url: URL_OF_A, protocols: SECRET });
    await world.pass();
    world.network.latest.accept(SECRET);
    await world.pass();
  },
  "what a provider throws": refused({ headers: throws(new TypeError(SECRET)) }),
  "what a provider rejects with": refused({ headers: () => Promise.reject(SECRET) }),
  "an object that a provider throws": refused({ url: throws({ message: SECRET }), id: "a" }),
  "what onOpen throws": accepted({ onOpen: throws(new Error(SECRET)) }),
  "what ready throws": accepted({ ready: throws(new Error(SECRET)) }, (world) => {
    world.network.latest.message("x");
  }),
  "what onOpen sends": accepted({ onOpen: (link) => link.send({ [SECRET]: SECRET } as never) }),
  "what classify returns": accepted({ retry: { classify: () => SECRET as never } }, (world) => {
    world.network.latest.drop();
  }),
  "a payload": accepted({ sendBuffer: { bytes: 1, sends: 1 } }, async (world, witness) => {
    const peer = world.pool.get("a");
    world.network.latest.bufferedAmount = 1;
    const waits = peer?.send(SECRET);
    await witness.caught(() => peer?.send(SECRET));
    world.network.latest.drop(new Error("reset"));
    await witness.caught(() => waits);
    await witness.caught(() => peer?.send(SECRET));
  }),
  "a payload that cannot be sent": accepted({}, async (world, witness) => {
    for (const data of [{ token: SECRET }, [SECRET], () => SECRET])
      await witness.caught(() => world.pool.send("a", data as never));
  }),
  "a close reason of ours that is too long": closed(SECRET.repeat(30)),
  "a close reason of ours": closed(SECRET),
  "what a transport says of a URL": async (world) => {
    world.network.dial = ({ url }) => {
      throw new SyntaxError(`No URL: ${url}`);
    };
    world.pool.connect({ id: "a", url: `wss://${SECRET}@a.example?${SECRET}` });
    await world.pass();
  },
};

const seen = (text: unknown): string => String(text);

/** The platform's print of an error ends with its cause, which may be the application's own. */
const printed = (error: unknown): string => inspect(error).split("[cause]")[0] as string;

const WAYS_OUT: Record<string, (witness: Witness) => string[]> = {
  message: ({ errors }) => errors.map((error) => seen((error as Error)?.message)),
  stack: ({ errors }) => errors.map((error) => seen((error as Error)?.stack)),
  JSON: ({ errors, records }) => [
    ...errors.map((error) => seen(JSON.stringify(error))),
    ...records.map((record) => JSON.stringify({ ...record, ...KEYS, ...FACTS })),
  ],
  inspect: ({ errors }) => errors.map(printed),
  reason: ({ records }) => records.map((record) => seen("reason" in record && record.reason)),
  log: ({ lines }) => lines,
  warning: ({ records }) => records.map((record) => seen("message" in record && record.message)),
};

// The key of a peer is what it is, and a record is told of it.
const KEYS = { id: "", peer: "" };
// What the server chose is what a listener wants to know.
const FACTS = { protocol: "" };

async function play(scene: Scene): Promise<Witness> {
  const witness = new Witness();
  const { log, debug, records, errors } = witness;
  const world = new World({ logger: { debug, info: log, warn: log, error: log } });
  await scene(world, witness);
  await world.end();
  records.push(...world.told);
  for (const record of records) if ("cause" in record) errors.push(record.cause);
  // A cause of ours too; what the application threw is its own object, and is passed on as it is.
  const causes = errors.map((error) => (error as Error | undefined)?.cause);
  errors.push(...causes.filter((cause) => cause instanceof SkepError));
  return witness;
}

describe.each(Object.entries(WAYS_IN))("a secret that comes in by %s", (_, scene) => {
  test.each(Object.entries(WAYS_OUT))("does not go out by %s", async (__, wayOut) => {
    const out = wayOut(await play(scene));
    expect(out.filter((text) => text.includes(SECRET))).toEqual([]);
  });
});

test("each way out was gone: there are errors, records, reasons, lines and warnings to look at", async () => {
  const witnesses = await Promise.all(Object.values(WAYS_IN).map(play));
  for (const wayOut of Object.values(WAYS_OUT))
    expect(witnesses.flatMap(wayOut).filter((text) => text.length > 10).length).toBeGreaterThan(1);
});

test("the cause is the application's own error, as it was thrown", async () => {
  const mine = new Error(SECRET);
  const witness = await play(refused({ headers: throws(mine) }));
  const failed = witness.records.find(({ type }) => type === "dialfailed");
  expect(failed).toMatchObject({ reason: said("a provider failed (Error)", "provider Error") });
  expect((failed as { cause?: Error } | undefined)?.cause?.cause).toBe(mine);
});

test("what the peer says in its close reason is its own text: told in full, and quoted in messages", async () => {
  const witness = await play(
    accepted({}, (world) => {
      world.network.latest.close(4_000, "so\nlong");
    }),
  );
  const ended = witness.records.find(({ type }) => type === "disconnected");
  expect(ended).toMatchObject({ reason: "so\nlong" });
  expect(String((ended as { cause?: Error }).cause)).toContain(String.raw`"so\nlong"`);
});

describe("an id that is a URL", () => {
  const warnings = async (...targets: PeerOptions[]): Promise<PoolEvent[]> => {
    const world = new World();
    for (const target of targets) world.pool.connect(target);
    await world.pass();
    await world.end();
    return world.of("warning");
  };

  test("is the key, and where it seems to hold a secret, one warning a pool says to give another", async () => {
    const url = "wss://a.example/?token=1";
    const told = await warnings({ url }, { url: "wss://user:pass@b.example" });
    expect(told).toMatchObject([
      {
        id: normalizeUrl(url),
        message: expect.stringContaining(said("give it an id", "WARN_SECRET_ID")),
      },
    ]);
  });

  test("is nothing to warn of without a secret, or where an id was given", async () => {
    expect(await warnings({ url: URL_OF_A }, { id: "b", url: "wss://b.example?token=1" })).toEqual(
      [],
    );
  });
});
