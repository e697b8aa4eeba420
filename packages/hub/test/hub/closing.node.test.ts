// The end of a hub, at any moment and whatever its engine does: nothing stays open, and nobody waits for ever.

import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { Engine, EngineListener, EngineSession } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { Hub } from "../../src/hub.ts";
import { RawClient } from "./support/raw-client.ts";

/** An engine whose sessions are counted, with some calls of its own. */
class CountedEngine implements Engine {
  readonly name = "counted";
  readonly #real = memoryEngine();
  readonly #own: Partial<EngineSession>;
  /** Opens only when this has resolved. */
  readonly opens: Promise<unknown>;
  closed = 0;

  constructor(own: Partial<EngineSession> = {}, opens: Promise<unknown> = Promise.resolve()) {
    this.#own = own;
    this.opens = opens;
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    await this.opens;
    const session = await this.#real.open(listener);
    return {
      publish: (request) => session.publish(request),
      subscribe: (channel) => session.subscribe(channel),
      unsubscribe: (channel) => session.unsubscribe(channel),
      read: (channel, range) => session.read(channel, range),
      close: () => {
        this.closed++;
        return session.close();
      },
      ...this.#own,
    };
  }
}

const never = new Promise<never>(() => {});
const CLOSED = { code: "ERR_HUB_CLOSED" };

describe("a hub that is closed", () => {
  test("while its engine opens closes the session that comes later, and is never ready", async () => {
    const told = new EventEmitter();
    const engine = new CountedEngine({}, once(told, "open"));
    const hub = new Hub({ engine });
    const publishing = hub.publish("news", 1);
    await hub.close();
    await expect(hub.ready).rejects.toMatchObject(CLOSED);
    await expect(publishing).rejects.toMatchObject(CLOSED);
    told.emit("open");
    await expect.poll(() => engine.closed).toBe(1);
  });

  test("while its engine never says that it tells broadcasts lets nobody wait", async () => {
    const hub = new Hub({ engine: new CountedEngine({ subscribe: () => never }) });
    const listening = hub.listen({ port: 0 });
    listening.catch(() => {});
    await hub.close();
    await expect(listening).rejects.toMatchObject(CLOSED);
  });

  test("while it begins to listen leaves no server behind", async () => {
    const hub = new Hub();
    await hub.ready;
    const listening = hub.listen({ port: 0, host: "127.0.0.1" });
    await Promise.resolve();
    await hub.close();
    await expect(listening).rejects.toMatchObject(CLOSED);
  });

  test("opens no server afterwards", async () => {
    const hub = new Hub();
    await hub.ready;
    await hub.close();
    await expect(hub.listen({ port: 0 })).rejects.toMatchObject(CLOSED);
  });

  test("counts the end of a client that does not answer its goodbye once", async () => {
    const hub = new Hub();
    const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
    const client = await RawClient.open(url);
    client.socket.pause();
    await hub.close();
    const ends = hub.metrics().match(/^skep_hub_\w+\{code="\d+"\} \d+$/gm);
    expect(ends?.filter((line) => !line.endsWith(" 0"))).toEqual([
      expect.stringContaining('{code="1001"} 1'),
    ]);
    client.socket.terminate();
  });

  test("ends its server also where the engine cannot end its session, and says so", async () => {
    const close = (): Promise<void> => Promise.reject(new Error("the engine is broken"));
    const hub = new Hub({ engine: new CountedEngine({ close }) });
    const { port } = await hub.listen({ port: 0, host: "127.0.0.1" });
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    const ended = once(socket, "close");
    await expect(hub.close()).rejects.toThrow("the engine is broken");
    await ended;
  });
});

test("A hub that is closed publishes nothing any more, also while its clients are told goodbye", async () => {
  const asked: string[] = [];
  const publish: EngineSession["publish"] = async ({ channel }) => {
    asked.push(channel);
    return { outcome: "published", position: { epoch: "e", offset: 1 } };
  };
  const hub = new Hub({ engine: new CountedEngine({ publish }) });
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  const client = await RawClient.open(url);
  client.socket.pause();
  const closing = hub.close();
  await expect(hub.publish("a", 1)).rejects.toMatchObject(CLOSED);
  client.socket.terminate();
  await closing;
  expect(asked).toEqual([]);
});

test("A hub that is closed while its engine reads asks nothing again, and tells nothing", async () => {
  const clock = new ManualClock();
  const open: ((error: Error) => void)[] = [];
  let listener: EngineListener | undefined;
  const real = memoryEngine({ clock });
  const engine: Engine = {
    name: "reading",
    async open(given) {
      listener = given;
      const session = await real.open(given);
      return {
        publish: (request) => session.publish(request),
        subscribe: (channel) => session.subscribe(channel),
        unsubscribe: (channel) => session.unsubscribe(channel),
        read: () => new Promise((_resolve, reject) => void open.push(reject)),
        async close() {
          for (const reject of open) reject(new Error("the session is closed"));
        },
      };
    },
  };
  const hub = new Hub({ engine, clock });
  await hub.ready;
  listener?.status("down");
  listener?.status("up");
  expect(open).toHaveLength(1);
  const errors: unknown[] = [];
  hub.addEventListener("error", ({ error }) => errors.push(error));
  await hub.close();
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(10_000);
  expect([clock.pending, open.length, errors]).toEqual([0, 1, []]);
});

test("A hub that is closed does not wait for ever for an engine that never ends its session, and tells it", async () => {
  const clock = new ManualClock();
  const hub = new Hub({ engine: new CountedEngine({ close: () => never }), clock });
  const errors: unknown[] = [];
  hub.addEventListener("error", ({ error }) => errors.push(error));
  await hub.ready;
  const closing = hub.close();
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(5_000);
  const told = { message: "The engine has not ended its session within 5000 ms." };
  await expect(closing).rejects.toMatchObject(told);
  expect(errors).toMatchObject([told]);
});

test("A hub that drains waits no longer for a client that does not leave than it was told to, and for its goodbye", async () => {
  const hub = new Hub();
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  const client = await RawClient.greet(url);
  client.socket.pause();
  const began = performance.now();
  await hub.drain({ over: 300 });
  expect(performance.now() - began).toBeGreaterThan(2_250);
  expect(hub.stats().clients).toBe(0);
  client.socket.terminate();
  await hub.close();
});

test("A hub whose engine does not tell broadcasts closes its session of the engine", async () => {
  const subscribe = (): Promise<never> => Promise.reject(new Error("no"));
  const engine = new CountedEngine({ subscribe });
  const hub = new Hub({ engine });
  await expect(hub.ready).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
  expect(engine.closed).toBe(1);
  await hub.close();
});
