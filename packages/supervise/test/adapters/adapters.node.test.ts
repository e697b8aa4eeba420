// Pools, hubs, watchers and servers as workers: what is opened is closed, and what ends by itself is told.

import { EventEmitter, once } from "node:events";
import { createServer, get, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { ConfigError } from "@skep/core/base";
import { fromHub, fromPool, fromServer, fromWatchers, WorkerStartError } from "@skep/supervise";
import { ManualClock, testManagedWorker } from "@skep/testing";
import { describe, expect, test } from "vitest";

class Pool {
  #close = (): void => {};
  isClosed = false;
  readonly closed: Promise<void> = new Promise((resolve) => {
    this.#close = resolve;
  });

  close(): Promise<void> {
    this.isClosed = true;
    this.#close();
    return this.closed;
  }
}

class Hub extends EventTarget {
  readonly ready: Promise<void>;
  readonly calls: string[] = [];
  status = "starting";

  constructor(ready: Promise<void> = Promise.resolve()) {
    super();
    this.ready = ready;
    ready.then(
      () => this.#become("up"),
      () => this.#become("closed"),
    );
  }

  async drain({ over }: { over: number }): Promise<void> {
    this.calls.push(`drain ${over}`);
    await Promise.resolve();
  }

  async close(): Promise<void> {
    this.calls.push("close");
    await Promise.resolve();
    this.#become("closed");
  }

  #become(status: string): void {
    this.status = status;
    this.dispatchEvent(new Event("status"));
  }
}

const RESOURCE = {
  finishes: true,
  fails: false,
  refuses: true,
  forces: false,
  suspends: false,
  subscribes: true,
  handsOver: false,
};
const noRoom = (): never => {
  throw new Error("no room");
};

testManagedWorker({
  name: "a pool",
  test,
  worker: () => {
    const pool = new Pool();
    let isOpen = false;
    const open = (): Pool => {
      isOpen = true;
      return pool;
    };
    return {
      worker: fromPool("a pool", open),
      finish: () => pool.close(),
      failing: () => fromPool("failing", noRoom),
      isRunning: () => isOpen && !pool.isClosed,
    };
  },
  capabilities: RESOURCE,
});

testManagedWorker({
  name: "a hub",
  test,
  worker: () => {
    const hub = new Hub();
    return {
      worker: fromHub("a hub", () => hub),
      finish: () => hub.close(),
      failing: () => fromHub("failing", () => new Hub(Promise.reject(new Error("no engine")))),
    };
  },
  capabilities: RESOURCE,
});

testManagedWorker({
  name: "watchers",
  test,
  worker: () => {
    return {
      worker: fromWatchers("watchers", () => ({ stop: () => Promise.resolve() })),
      failing: () => fromWatchers("failing", noRoom),
    };
  },
  capabilities: { ...RESOURCE, finishes: false },
});

/** Answers nothing until it is told to. */
function listen(port = 0): Server {
  return createServer((_, response) => void response.write("a part")).listen(port, "127.0.0.1");
}

testManagedWorker({
  name: "a server",
  test,
  worker: () => {
    let server: Server | undefined;
    const taken = listen();
    return {
      worker: fromServer("a server", () => (server = listen())),
      finish: () => void server?.close(),
      fail: () => void server?.emit("error", new Error("EMFILE")),
      failing: () => fromServer("failing", () => listen((taken.address() as AddressInfo).port)),
      isRunning: () => server?.listening === true,
      dispose: () => void taken.close(),
    };
  },
  capabilities: { ...RESOURCE, fails: true },
});

describe("a server with an open request", () => {
  async function requested(): Promise<{
    server: Server;
    worker: ReturnType<typeof fromServer>;
    clock: ManualClock;
    ended: Promise<unknown>;
  }> {
    const clock = new ManualClock();
    const server = listen();
    const worker = fromServer("server", () => server, { clock, stopTimeout: 1_000 });
    await worker.start();
    const { port } = server.address() as AddressInfo;
    const request = get({ port, host: "127.0.0.1" });
    request.on("error", () => {});
    const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
    response.on("error", () => {});
    response.resume();
    const ended = new Promise((resolve) => response.on("close", resolve));
    return { server, worker, clock, ended };
  }

  test("waits for it, and cuts it when its time is over", async () => {
    const { worker, clock, ended } = await requested();
    const stopping = worker.stop();
    await clock.run(999);
    expect(worker.state().status).toBe("stopping");
    await clock.run(1);
    await ended;
    expect((await stopping).status).toBe("killed");
  });

  test("has failed at an error when it is answered, or when its time is over", async () => {
    const { server, worker, clock, ended } = await requested();
    server.emit("error", new Error("EMFILE"));
    await clock.run(999);
    expect(worker.state().status).toBe("running");
    server.emit("error", new Error("another, which must not end the process"));
    await clock.run(1);
    await ended;
    expect(await worker.wait()).toMatchObject({ status: "failed", error: { message: "EMFILE" } });
    expect(clock.pending).toBe(0);
  });

  test("waits for it at a stop behind an error, too, and the error is told", async () => {
    const { server, worker, clock, ended } = await requested();
    server.emit("error", new Error("EMFILE"));
    const stopping = worker.stop({ timeout: 500 });
    await clock.run(499);
    expect(worker.state().status).toBe("stopping");
    await clock.run(1);
    await ended;
    expect(await stopping).toMatchObject({ status: "killed", error: { message: "EMFILE" } });
    expect(clock.pending).toBe(0);
  });
});

test("a server without HTTP is cut from its connections, too", async () => {
  const clock = new ManualClock();
  const server = createTcpServer();
  const worker = fromServer("server", () => server.listen(0, "127.0.0.1"), { clock });
  await worker.start();
  const { port } = server.address() as AddressInfo;
  const sockets = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  for (const socket of sockets) socket.on("error", () => {}).resume();
  let connections = 0;
  await new Promise<void>((resolve) => {
    server.on("connection", () => ++connections === 2 && resolve());
  });
  sockets[0]?.destroy();
  const stopping = worker.stop();
  await clock.run(5_000);
  expect((await stopping).status).toBe("killed");
});

test("a server whose connections cannot be cut is abandoned after its error", async () => {
  class Stuck extends EventEmitter {
    readonly listening = true;
    close(): void {}
  }
  const clock = new ManualClock();
  const server = new Stuck();
  const worker = fromServer("server", () => server, { clock, stopTimeout: 1_000 });
  await worker.start();
  server.emit("error", new Error("EMFILE"));
  await clock.run(6_000);
  const end = { status: "abandoned", error: { message: "EMFILE" } };
  expect(await worker.wait()).toMatchObject(end);
  expect(clock.pending).toBe(0);
});

describe("a hub", () => {
  test("is drained before it is closed, where that is asked for", async () => {
    for (const [options, calls] of [
      [{}, ["close"]],
      [{ drain: 5_000 }, ["drain 5000", "close"]],
    ] as const) {
      const hub = new Hub();
      const worker = fromHub("hub", () => hub, options);
      await worker.start();
      expect((await worker.stop()).status).toBe("stopped");
      expect(hub.calls).toEqual(calls);
    }
  });

  test("whose engine refuses is closed, and has failed", async () => {
    const hub = new Hub(Promise.reject(new Error("no engine")));
    const worker = fromHub("hub", () => hub);
    await expect(worker.start()).rejects.toThrow(WorkerStartError);
    expect(hub.calls).toEqual(["close"]);
    expect((await worker.wait()).error).toMatchObject({ message: "no engine" });
  });
});

describe("a hub that has not come to be ready", () => {
  test("is closed by a stop, and nothing is abandoned", async () => {
    const hub = new Hub(new Promise(() => {}));
    const worker = fromHub("hub", () => hub, { clock: new ManualClock() });
    const starting = worker.start().catch((error: unknown) => error);
    await Promise.resolve();
    expect((await worker.stop()).status).toBe("stopped");
    expect(await starting).toBeInstanceOf(WorkerStartError);
    expect(hub.calls).toEqual(["close"]);
  });

  test("is closed where it was opened after it was given up", async () => {
    const clock = new ManualClock();
    const hub = new Hub();
    let open = (_: Hub): void => {};
    const worker = fromHub("hub", () => new Promise((resolve) => (open = resolve)), { clock });
    const starting = worker.start().catch((error: unknown) => error);
    const stopping = worker.stop({ timeout: 100 });
    await clock.run(100);
    expect((await stopping).status).toBe("abandoned");
    expect(await starting).toBeInstanceOf(WorkerStartError);
    open(hub);
    await clock.settle();
    expect(hub.calls).toEqual(["close"]);
  });

  test("has ended where it was closed before it was a worker's", async () => {
    const hub = new Hub();
    await hub.close();
    const worker = fromHub("hub", () => hub);
    await worker.start();
    expect((await worker.wait()).status).toBe("finished");
  });
});

test("what opens is given what every worker is given, and is awaited", async () => {
  const seen: unknown[] = [];
  const worker = fromPool("pool", async ({ handover, env, signal }) => {
    await Promise.resolve();
    seen.push(handover?.resumeId, env["LIFECYCLE_RESUME_ID"], signal.aborted);
    return new Pool();
  });
  await worker.start({ handover: { resumeId: "id" } });
  expect(seen).toEqual(["id", "id", false]);
  await worker.stop();
});

test("what cannot be is refused", () => {
  expect(() => fromPool("pool", undefined as never)).toThrow(ConfigError);
  expect(() => fromHub("hub", () => new Hub(), { drain: -1 })).toThrow(ConfigError);
  expect(() => fromServer("", () => listen())).toThrow(ConfigError);
  expect(() => fromWatchers("w", () => ({ stop: async () => {} }), { every: 1 } as never)).toThrow(
    ConfigError,
  );
});
