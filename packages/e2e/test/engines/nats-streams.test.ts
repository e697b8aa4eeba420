// The streams of the engine over NATS on real servers: who makes them, which are refused, what they trim, and what is read of long ones.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type Engine, type EngineMessage, type EngineSession, Hub } from "@skep/hub";
import { type NatsConnectionLike, type NatsEngineOptions, natsEngine } from "@skep/hub/nats";
import type { Position } from "@skep/protocol";
import { SeededRandom } from "@skep/core/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { NatsServer } from "../support/engines/nats-server.ts";
import { PATIENT } from "../support/engines/nats-options.ts";
import { describeServer } from "../support/packages.ts";

const KEEP = { messages: 5_000, age: 3_600_000 };

describeServer("nats-server", ["nats-server"], () => {
  let server: NatsServer;
  let prefixes = 0;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await NatsServer.start();
  });

  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  afterAll(() => server.end());

  async function connected(options: object = PATIENT, port = server.port): Promise<NatsConnection> {
    const connection = await connect({ port, ...options });
    ends.push(() => connection.close());
    return connection;
  }

  async function engineOf(options: NatsEngineOptions): Promise<Engine> {
    return natsEngine(await connected(), { bytes: 33_554_432, messages: 5_000, ...options });
  }

  async function opened(engine: Engine) {
    const told: EngineMessage[] = [];
    const statuses: string[] = [];
    const session = await engine.open({
      message: (message) => told.push(message),
      status: (status, reason) =>
        statuses.push(reason === undefined ? status : `${status}: ${(reason as Error).message}`),
      top: () => {},
    });
    ends.push(() => session.close());
    return { session, told, statuses };
  }

  const freshPrefix = (): string => `streams${++prefixes}`;

  async function publishMany(
    session: EngineSession,
    channel: string,
    count: number,
  ): Promise<void> {
    for (let from = 0; from < count; from += 200)
      await Promise.all(
        Array.from({ length: Math.min(200, count - from) }, (_, at) =>
          session.publish({ channel, payload: `${from + at}`, time: Date.now(), retention: KEEP }),
        ),
      );
  }

  test("hubs that begin at once make one stream, and have one epoch", async () => {
    const prefix = freshPrefix();
    const engines = await Promise.all(Array.from({ length: 8 }, () => engineOf({ prefix })));
    const sessions = await Promise.all(engines.map(opened));
    const positions = await Promise.all(sessions.map(({ session }) => session.subscribe("a")));
    expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(1);
    const connection = await connected();
    const found = await connection.request(
      "$JS.API.STREAM.NAMES",
      JSON.stringify({ subject: `${prefix}.>` }),
    );
    expect(found.json<{ streams: string[] }>().streams.length).toBe(1);
  });

  describe("a hub is not ready", () => {
    const readyWith = async (engine: Engine): Promise<void> => {
      const hub = new Hub({ engine });
      ends.push(() => hub.close());
      await hub.ready;
    };

    test("with a stream that was made with other options", async () => {
      const prefix = freshPrefix();
      await readyWith(await engineOf({ prefix }));
      await expect(readyWith(await engineOf({ prefix, messages: 10 }))).rejects.toMatchObject({
        code: "ERR_CONFIG",
        message: expect.stringMatching(
          /^messages must be what the stream streams\d+-[\w-]+ was made with \(its max_msgs_per_subject is 5001\), got 10/,
        ),
      });
    });

    test("with a server that has no JetStream", async () => {
      const plain = await NatsServer.start({ jetStream: false });
      ends.push(() => plain.end());
      const engine = natsEngine(await connected(PATIENT, plain.port));
      await expect(readyWith(engine)).rejects.toMatchObject({
        code: "ERR_CONFIG",
        message: expect.stringContaining("connection must be one to a server with JetStream"),
      });
    });

    test("with a connection that is closed", async () => {
      const connection = await connected();
      const closed = connection.drain();
      for (const state of ["is being closed", "is closed"]) {
        await expect(readyWith(natsEngine(connection)), state).rejects.toMatchObject({
          code: "ERR_HUB_ENGINE",
        });
        await closed;
      }
    });
  });

  test("a connection that gives up by itself, as is its default, is refused", async () => {
    const connection = await connected({});
    expect(() => natsEngine(connection)).toThrow(
      "connection.maxReconnectAttempts must be -1, so that it never gives up, got 10",
    );
  });

  test("a connection that is closed under a session is told, and everything is refused", async () => {
    const connection = await connected();
    const { session, statuses } = await opened(natsEngine(connection, { prefix: freshPrefix() }));
    await connection.close();
    await vi.waitUntil(() => statuses.length > 0);
    expect(statuses).toEqual(["down: The connection to NATS is closed."]);
    for (const asked of [session.subscribe("a"), session.read("a", { last: 1 })])
      await expect(asked).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
  });

  describe("a user of its own", () => {
    /** As the README says them, of the prefix `skep`. */
    const publishes = [
      ...["skep.in.>", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.*.*", "$JS.API.STREAM.MSG.GET.*"],
      ...[
        "$JS.API.CONSUMER.CREATE.*",
        "$JS.API.CONSUMER.DELETE.*.*",
        "$JS.API.CONSUMER.MSG.NEXT.*.*",
      ],
    ];
    const restricted = async (publish: readonly string[], subscribe: readonly string[]) => {
      const user = JSON.stringify({
        user: "hub",
        password: "p",
        permissions: { publish, subscribe },
      });
      const own = await NatsServer.start({
        config: `authorization: { users: [${user}, { user: "a", password: "a" }] }\nno_auth_user: a`,
      });
      ends.push(() => own.end());
      return natsEngine(await connected({ ...PATIENT, user: "hub", pass: "p" }, own.port));
    };

    test("needs the rights that the README says, and no others", async () => {
      const engine = await restricted(publishes, ["skep.out.>", "_INBOX.>"]);
      const { session, told, statuses } = await opened(engine);
      await session.subscribe("a");
      const retention = { messages: 100, age: 3_600_000 };
      for (let count = 0; count < 20; count++)
        await session.publish({ channel: "a", payload: `${count}`, time: Date.now(), retention });
      const { entries = [] } = await session.read("a", { last: 10 });
      expect(entries.length).toBe(10);
      await vi.waitUntil(() => told.length === 20);
      const { epoch = "", offset = 0 } = told[0] ?? {};
      const answer = await session.read("a", { after: { epoch, offset }, limit: 100 });
      expect([answer.entries?.length, statuses]).toEqual([19, []]);
    });

    test("that may not be told channels is not told that it has one", async () => {
      const { session, statuses } = await opened(await restricted(publishes, ["_INBOX.>"]));
      await expect(session.subscribe("a")).rejects.toMatchObject({
        code: "ERR_HUB_ENGINE",
        message: "NATS does not tell a.",
        cause: { message: expect.stringMatching(/[Pp]ermissions [Vv]iolation/) },
      });
      // Others are not bothered.
      expect(statuses).toEqual([]);
    });

    test("that may not publish is refused at once, and told why", async () => {
      const some = publishes.filter((subject) => subject !== "skep.in.>");
      const { session } = await opened(await restricted(some, ["skep.out.>", "_INBOX.>"]));
      const began = performance.now();
      await expect(
        session.publish({ channel: "a", payload: "", time: Date.now() }),
      ).rejects.toMatchObject({
        code: "ERR_HUB_ENGINE",
        cause: { message: expect.stringMatching(/[Pp]ermissions [Vv]iolation/) },
      });
      expect(performance.now() - began).toBeLessThan(3_000);
    });
  });

  test("what the stream trims of a quiet channel, as others are loud, is told as trimmed", async () => {
    const { session, told } = await opened(
      await engineOf({ prefix: freshPrefix(), bytes: 200_000 }),
    );
    await session.subscribe("quiet");
    const quiet = (payload: string) =>
      session.publish({ channel: "quiet", payload, time: Date.now(), retention: KEEP });
    const { position } = await quiet("one");
    await quiet("two");
    await publishMany(session, "loud", 5_000);
    expect((await session.read("quiet", { after: position, limit: 100 })).gap).toBe("trimmed");
    expect((await session.read("quiet", { last: 10 })).entries).toEqual([]);
    // What is told live names a neighbour that nobody has, so that a hub asks.
    const next = await quiet("three");
    await vi.waitUntil(() => told.length === 3);
    expect(told[2]?.previous).toBe(next.position.offset - 1);
  });

  test("a message that is sent again by its key, when it was trimmed, is a duplicate without a time", async () => {
    const engine = await engineOf({ prefix: freshPrefix(), messages: 2 });
    const { session } = await opened(engine);
    const retention = { messages: 2, age: 3_600_000 };
    const key = { text: "k", digest: "d", window: 120_000 };
    const request = { channel: "a", payload: "", time: Date.now(), retention };
    const { position } = await session.publish({ ...request, key });
    for (let count = 0; count < 5; count++) await session.publish(request);
    const { epoch, offset } = position;
    expect(await session.publish({ ...request, key })).toEqual({
      outcome: "duplicate",
      position: { epoch, offset },
    });
  });

  test("long histories are read, the last of them and what follows a position", async () => {
    const { session } = await opened(await engineOf({ prefix: freshPrefix() }));
    await publishMany(session, "a", 1_000);
    await publishMany(session, "other", 3_000);
    await publishMany(session, "a", 1_000);
    await publishMany(session, "other", 50);
    const all = (await session.read("a", { last: 5_000 })).entries ?? [];
    expect(all.map(({ payload }) => Number(payload)).length).toBe(2_000);
    for (const last of [1, 7, 50, 999, 1_000, 1_001, 1_999, 2_000]) {
      const { entries, top } = await session.read("a", { last });
      expect(entries).toEqual(all.slice(-last));
      expect(top.offset).toBe(all.at(-1)?.offset);
    }
    for (const from of [0, 900, 998, 1_500, 1_990, 1_995, 1_998, 1_999]) {
      const { epoch = "", offset = 0, time } = all[from] ?? {};
      const answer = await session.read("a", { after: { epoch, offset, time }, limit: 2_000 });
      expect(answer.entries).toEqual(all.slice(from + 1));
    }
  });

  test("what is read behind any position is all that followed, or is said to be trimmed, however it was published", async () => {
    const MESSAGES = 12;
    const random = new SeededRandom(17);
    const engine = await engineOf({ prefix: freshPrefix(), messages: MESSAGES });
    const sessions = await Promise.all([1, 2, 3].map(async () => (await opened(engine)).session));
    const channels = ["a", "b", "c", "d"];
    const published = new Map(channels.map((channel) => [channel, [] as Position[]]));
    const publish = async (channel: string): Promise<void> => {
      const keep = { messages: 1 + random.int(MESSAGES), age: 3_600_000 };
      const request = { channel, payload: "", time: Date.now(), retention: keep };
      const { position } = await random.pick(sessions).publish(request);
      published.get(channel)?.push(position);
    };
    const counts = { entries: 0, trimmed: 0 };
    for (let step = 0; step < 300; step++) {
      // One after the other, or several at once, so that some messages name the one before them.
      const wave = Array.from({ length: 1 + random.int(3) }, () => random.pick(channels));
      await Promise.all(wave.map(publish));
      const channel = random.pick(channels);
      const all = (published.get(channel) ?? []).toSorted((a, b) => a.offset - b.offset);
      const at = Math.max(0, all.length - random.int(MESSAGES + 4));
      const after = all[at - 1] ?? { epoch: all[0]?.epoch ?? "", offset: 0 };
      const session = random.pick(sessions);
      const answer = await session.read(channel, { after, limit: 100 });
      const missed = all.slice(at).map(({ offset }) => offset);
      if (all.length === 0) continue;
      if (answer.gap === undefined) {
        counts.entries++;
        expect(answer.entries.map(({ offset }) => offset)).toEqual(missed);
        const chain = answer.entries.map(({ previous }) => previous);
        expect(chain).toEqual([after.offset, ...missed].slice(0, -1));
      } else {
        counts.trimmed++;
        expect([answer.gap, missed.length > 0]).toEqual(["trimmed", true]);
      }
      const { entries = [] } = await session.read(channel, { last: 5 });
      expect(entries.map(({ offset }) => offset)).toEqual(
        all.slice(entries.length === 0 ? all.length : -entries.length).map(({ offset }) => offset),
      );
    }
    expect([counts.entries > 50, counts.trimmed > 50]).toEqual([true, true]);
  });

  test("a server that lags behind the leader of its stream is asked once more", async () => {
    const connection = await connected();
    let readers = 0;
    // The first two readers are made of a channel that has nothing, as a server has nothing that lags.
    const lagging = new Proxy<NatsConnectionLike>(connection, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name === "publish")
          return ((subject, payload, options) => {
            const isReader = subject.includes("CONSUMER.CREATE") && ++readers <= 2;
            const text = isReader ? payload?.replace(/\.a"/, '.b"') : payload;
            target.publish(subject, text, options);
          }) satisfies NatsConnectionLike["publish"];
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { session } = await opened(
      natsEngine(lagging, { prefix: freshPrefix(), messages: 5_000 }),
    );
    await publishMany(session, "a", 20);
    const { entries = [] } = await session.read("a", { last: 10 });
    expect([entries.length, readers]).toEqual([10, 3]);
  });

  test("a channel that nobody has published to is read on from where its stream was", async () => {
    const { session } = await opened(await engineOf({ prefix: freshPrefix() }));
    await publishMany(session, "other", 30);
    const start = await session.subscribe("a");
    await publishMany(session, "other", 30);
    await publishMany(session, "a", 3);
    const { entries = [] } = await session.read("a", { after: start, limit: 100 });
    expect(entries.map(({ payload }) => payload).toSorted()).toEqual(["0", "1", "2"]);
  });
});
