// The suite finds what is wrong: each broken worker fails the cases that are about it, and says why.
import {
  DefaultWorker,
  type EventSink,
  type PoolPlugin,
  type Worker,
  type WorkerStats,
  wrapInbox,
} from "@skep/core/worker";
import { testWorker, type WorkerSuiteCapabilities, type WorkerSuitePeer } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { MemoryPeer } from "./support/memory-peer.ts";

const ALL: WorkerSuiteCapabilities = {
  dials: true,
  loses: true,
  delivers: true,
  receives: true,
  pauses: true,
  providers: true,
  trySend: true,
  redial: true,
};

interface Trial {
  readonly worker: () => Worker;
  readonly capabilities?: Partial<WorkerSuiteCapabilities>;
  readonly peer?: () => WorkerSuitePeer;
  readonly exceptions?: Readonly<Record<string, string>>;
}

/** Names of the cases that fail, each with its message. */
async function failures({ worker, capabilities, peer, exceptions = {} }: Trial): Promise<string[]> {
  const cases: (() => Promise<string>)[] = [];
  testWorker({
    name: "it",
    test: (name, run) => {
      const failed = (error: Error): string => `${name.slice(3)}: ${error.message}`;
      cases.push(() => run().then(() => "", failed));
    },
    worker,
    peer: peer ?? (() => new MemoryPeer()),
    capabilities: { ...ALL, ...capabilities },
    exceptions,
    timeout: 10_000,
  });
  const failed: string[] = [];
  for (const run of cases) failed.push(await run());
  return failed.filter((line) => line !== "");
}

/** The default worker with another plugin. */
function changed(change: (plugin: PoolPlugin) => Partial<PoolPlugin>): () => Worker {
  return () =>
    new (class extends DefaultWorker {
      override start(plugin: PoolPlugin): Promise<void> {
        return super.start({ ...plugin, ...change(plugin) });
      }
    })();
}

test("an honest worker fails no case", async () => {
  expect(await failures({ worker: () => new DefaultWorker() })).toEqual([]);
});

describe("the suite finds a worker that", () => {
  test("forgets a stop before its start", async () => {
    class Forgetful extends DefaultWorker {
      #started = false;
      override start(plugin: PoolPlugin): Promise<void> {
        this.#started = true;
        return super.start(plugin);
      }
      override stop(): void {
        if (this.#started) super.stop();
      }
    }
    expect(await failures({ worker: () => new Forgetful() })).toEqual([
      expect.stringContaining("settles when it was stopped before it is started"),
    ]);
  });

  test("has another state than its stats say", async () => {
    class Undecided extends DefaultWorker {
      override get state() {
        return "idle" as const;
      }
    }
    expect(await failures({ worker: () => new Undecided() })).toContainEqual(
      expect.stringContaining("the state was idle, and connected in stats"),
    );
  });

  test("has no state of its own", async () => {
    class Stateless extends DefaultWorker {
      override get state() {
        return undefined as never;
      }
    }
    expect((await failures({ worker: () => new Stateless() })).join()).toContain("workerFactory");
  });

  test("cannot be stopped while it dials", async () => {
    class Busy extends DefaultWorker {
      override stop(): void {
        if (this.stats().state !== "dialing") super.stop();
      }
    }
    const failed = await failures({ worker: () => new Busy() });
    expect(failed.join("\n")).toMatch(/^settles when it is stopped while it dials/m);
    expect(
      failed.every((line) =>
        /stopped (while it dials|as soon)|while it dials|not answered/.test(line),
      ),
    ).toBe(true);
  });

  test("cannot be stopped inside of a listener", async () => {
    class Deaf extends DefaultWorker {
      #telling = false;
      override start(plugin: PoolPlugin): Promise<void> {
        const during = (tell: () => void): void => {
          this.#telling = true;
          tell();
          this.#telling = false;
        };
        const { events } = plugin;
        return super.start({
          ...plugin,
          events: {
            connected: (facts) => during(() => events.connected(facts)),
            disconnected: (facts) => during(() => events.disconnected(facts)),
            dialFailed: (facts) => during(() => events.dialFailed(facts)),
            error: (error) => events.error(error),
          },
        });
      }
      override stop(): void {
        if (!this.#telling) super.stop();
      }
    }
    expect(await failures({ worker: () => new Deaf() })).toEqual(
      ["connected", "disconnected", "dialfailed"].map((type) =>
        expect.stringContaining(`settles when it is stopped inside of a listener of ${type}`),
      ),
    );
  });

  test("rejects when it is stopped a second time", async () => {
    class Touchy extends DefaultWorker {
      #stops = 0;
      override stop(): void {
        this.#stops += 1;
        if (this.#stops > 1) throw new Error("once is enough");
        super.stop();
      }
    }
    const failed = await failures({ worker: () => new Touchy() });
    expect(failed).toContain(
      "bears to be stopped any number of times, also after its end: once is enough",
    );
  });

  test("rejects start where it was only stopped", async () => {
    class Sore extends DefaultWorker {
      override async start(plugin: PoolPlugin): Promise<void> {
        await super.start(plugin);
        throw new Error("hurt");
      }
    }
    const failed = await failures({ worker: () => new Sore() });
    expect(failed).toContain(
      "settles when it is stopped while it is connected: start rejected: Error: hurt",
    );
  });

  test("returns no promise from start", async () => {
    class Sync extends DefaultWorker {
      override start(plugin: PoolPlugin): Promise<void> {
        void super.start(plugin);
        return undefined as never;
      }
    }
    const failed = await failures({ worker: () => new Sync() });
    expect(failed.join()).toContain("broken rules: start returned no promise");
  });

  test("leaves a timer behind", async () => {
    const worker = changed((plugin) => {
      plugin.clock.schedule(3_600_000, () => {});
      return {};
    });
    const failed = await failures({ worker });
    expect(failed).toContain(
      "settles when it is stopped while it is connected: broken rules: 1 timers were left",
    );
  });

  test("tells and writes after its end", async () => {
    class Ghost extends DefaultWorker {
      override async start(plugin: PoolPlugin): Promise<void> {
        await super.start(plugin);
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => Promise.resolve())
          .then(() => {
            plugin.inbox.write("boo", 99);
            plugin.events.connected({ dial: 99, protocol: "" });
            plugin.clock.schedule(1, () => {});
          });
      }
    }
    const failed = await failures({ worker: () => new Ghost() });
    expect(failed.length).toBeGreaterThan(20);
    for (const fault of [
      "connected was told after its end",
      "a message was written after its end",
      "a timer was set after its end",
    ])
      expect(failed.join()).toContain(fault);
  });

  test("tells connected twice", async () => {
    const worker = changed(({ events }) => ({
      events: {
        ...bound(events),
        connected(facts) {
          events.connected(facts);
          events.connected(facts);
        },
      },
    }));
    expect((await failures({ worker })).join()).toContain("connected was told twice");
  });

  test("does not tell disconnected", async () => {
    const worker = changed(({ events }) => ({
      events: { ...bound(events), disconnected: () => {} },
    }));
    const failed = await failures({ worker });
    expect(failed.join("\n")).toMatch(/^tells disconnected before it settles: the last/m);
    expect(failed.join("\n")).toMatch(/^comes back after its link was lost/m);
  });

  test("gives all dials the same number", async () => {
    const worker = changed(({ events }) => ({
      events: {
        connected: (facts) => events.connected({ ...facts, dial: 1 }),
        disconnected: (facts) => events.disconnected({ ...facts, dial: 1 }),
        dialFailed: (facts) => events.dialFailed({ ...facts, dial: 1 }),
        error: (error) => events.error(error),
      },
    }));
    const failed = await failures({ worker });
    expect(failed.join("\n")).toMatch(
      /^comes back after its link was lost.*connected was told of dial 1, after 1/m,
    );
    expect(failed.join("\n")).toMatch(/^tells every dial that failed/m);
  });

  test("gives attempts no numbers", async () => {
    const worker = changed(({ events }) => ({
      events: {
        ...bound(events),
        dialFailed: (facts) => events.dialFailed({ ...facts, attempt: 0 }),
      },
    }));
    expect(await failures({ worker })).toEqual([
      "tells every dial that failed, and dials again: the first attempts had the numbers 0 and 0",
      "takes a provider that throws for a failed dial: the attempt: expected 1, got 0",
    ]);
  });

  test("keeps messages back, or changes their order", async () => {
    const worker = changed(({ inbox }) => ({
      inbox: wrapInbox(inbox, {
        write: (data, dial) => (data === "" ? "ok" : inbox.write(data, dial)),
      }),
    }));
    expect(await failures({ worker })).toEqual([
      expect.stringContaining("writes every message to the inbox, in order, as of its dial"),
    ]);
  });

  test("writes messages as of another dial", async () => {
    const worker = changed(({ inbox }) => ({
      inbox: wrapInbox(inbox, { write: (data) => inbox.write(data, 1) }),
    }));
    expect(await failures({ worker })).toEqual([
      expect.stringContaining("writes messages of a new link as of its dial"),
    ]);
  });

  test("does not hear what the inbox says", async () => {
    const worker = changed(({ inbox }) => ({
      inbox: wrapInbox(inbox, {
        write(data, dial) {
          inbox.write(data, dial);
          return "ok";
        },
        listen: (listener) => inbox.listen({ resume: () => listener.resume(), full() {} }),
      }),
    }));
    expect((await failures({ worker })).map((line) => line.slice(0, line.indexOf(":")))).toEqual([
      "stops reading when the inbox says pause, and says so",
      "gives its link up when the inbox says full to a message, and comes back",
      "gives its link up when the inbox tells full, and comes back",
    ]);
  });

  test("never goes on after a pause", async () => {
    const worker = changed(({ inbox }) => ({
      inbox: wrapInbox(inbox, {
        listen: (listener) => inbox.listen({ resume() {}, full: () => listener.full?.() }),
      }),
    }));
    const failed = await failures({ worker });
    expect(failed.join("\n")).toMatch(/^loses nothing and goes on when the inbox has said pause/m);
  });

  test("takes sends when nobody is there", async () => {
    class Hopeful extends DefaultWorker {
      override async send(...sent: Parameters<DefaultWorker["send"]>): Promise<void> {
        await super.send(...sent).catch(() => {});
      }
    }
    expect(
      (await failures({ worker: () => new Hopeful() })).map((line) =>
        line.slice(0, line.indexOf(":")),
      ),
    ).toEqual([
      "rejects sends inside of a listener of disconnected",
      "rejects sends at once while it dials",
      "rejects sends before it is started and after its end",
    ]);
  });

  test("lets sends wait for a link", async () => {
    class Patient extends DefaultWorker {
      override send(...sent: Parameters<DefaultWorker["send"]>): Promise<void> {
        return this.stats().state === "connected" ? super.send(...sent) : new Promise(() => {});
      }
    }
    expect((await failures({ worker: () => new Patient() })).join()).toContain(
      "the answer to a send while it dials did not come within 10000 ms; told: dialfailed 1",
    );
  });

  test("loses what is sent", async () => {
    class Lossy extends DefaultWorker {
      override async send(...sent: Parameters<DefaultWorker["send"]>): Promise<void> {
        if (this.stats().state !== "connected") await super.send(...sent);
      }
    }
    expect(
      (await failures({ worker: () => new Lossy() })).map((line) =>
        line.slice(0, line.indexOf(":")),
      ),
    ).toEqual([
      "sends texts and bytes, in order",
      "can be sent to inside of a listener of connected",
    ]);
  });

  test("says that it took what it did not", async () => {
    class Liar extends DefaultWorker {
      override trySend(): boolean {
        return true;
      }
    }
    expect(await failures({ worker: () => new Liar() })).toEqual([
      "tries to send: true while it is connected, false before and after: the answers: expected [false,true,false], got [true,true,true]",
    ]);
  });

  test("does not redial", async () => {
    class Lazy extends DefaultWorker {
      override redial(): void {}
    }
    expect(
      (await failures({ worker: () => new Lazy() })).map((line) =>
        line.slice(0, line.indexOf(":")),
      ),
    ).toEqual([
      "drops its link and dials anew when it is told to",
      "dials at once when it is told to while it waits",
      "dials at once when it is told to while a dial is not answered",
    ]);
  });

  test("has no redial although it declares one, and no trySend either", async () => {
    const worker = (): Worker =>
      Object.assign(new DefaultWorker(), { redial: undefined, trySend: undefined }) as never;
    const failed = await failures({ worker });
    expect(failed).toContain(
      "has the methods that are declared, and no others: trySend is there: expected true, got false",
    );
  });

  test("has a redial that it does not declare", async () => {
    expect(
      await failures({ worker: () => new DefaultWorker(), capabilities: { redial: false } }),
    ).toEqual([
      "has the methods that are declared, and no others: redial is there: expected false, got true",
    ]);
  });

  test.each<[string, () => WorkerStats, string]>([
    [
      "throws in stats",
      () => {
        throw new Error("busy");
      },
      "stats threw when connected was told: Error: busy",
    ],
    ["is in no known state", () => ({ state: "fine" as never }), "the state was fine"],
    ["is always connected", () => ({ state: "connected" }), "the state was connected when disc"],
    ["is never connected", () => ({ state: "waiting" }), "the state was waiting when connected"],
  ])("%s", async (_name, stats, message) => {
    class Confused extends DefaultWorker {
      override stats(): WorkerStats {
        return stats();
      }
    }
    expect((await failures({ worker: () => new Confused() })).join()).toContain(message);
  });

  test("does not hear that a provider threw", async () => {
    const worker = changed(({ dialer }) => ({
      dialer: {
        enter: (...entry) => dialer.enter(...entry),
        onReachable: (listener) => dialer.onReachable(listener),
        dial: (ticket, request, sink) =>
          dialer.dial(ticket, request, {
            resolved: () => sink.resolved(),
            unresolved: () => {},
            opened: (info) => sink.opened(info),
            message: (data) => sink.message(data),
            heard: () => sink.heard(),
            pong: () => sink.pong(),
            drained: () => sink.drained(),
            closed: (report) => sink.closed(report),
          }),
      },
    }));
    const config = { keepaliveTimeout: 0, dialTimeout: 0 };
    const peer = (): WorkerSuitePeer => {
      const memory = new MemoryPeer();
      return Object.assign(memory, { pool: { ...memory.pool, ...config } });
    };
    expect(await failures({ worker, peer })).toEqual([
      expect.stringContaining(
        "takes a provider that throws for a failed dial: dialfailed number 1",
      ),
    ]);
  });
});

test("a peer without what the capabilities promise is told of", async () => {
  const peer = (): WorkerSuitePeer => {
    const { target, pool, clock } = new MemoryPeer();
    return { target, pool, clock };
  };
  expect((await failures({ worker: () => new DefaultWorker(), peer })).join()).toContain(
    "The peer has no lose, as the capabilities say.",
  );
});

describe("an exception", () => {
  const SENDS = "tries to send: true while it is connected, false before and after";

  class Liar extends DefaultWorker {
    override trySend(): boolean {
      return true;
    }
  }

  test("is a case that runs and has to fail", async () => {
    const exceptions = { [SENDS]: "it lies" };
    expect(await failures({ worker: () => new Liar(), exceptions })).toEqual([]);
    expect(await failures({ worker: () => new DefaultWorker(), exceptions })).toEqual([
      `does not: ${SENDS} (it lies): The worker does it right now: this exception can go.`,
    ]);
  });

  test("to a case that there is not is refused", async () => {
    const exceptions = { "makes coffee": "it is tea" };
    await expect(failures({ worker: () => new Liar(), exceptions })).rejects.toThrow(
      'No case is called "makes coffee".',
    );
  });
});

function bound(events: EventSink): Pick<EventSink, keyof EventSink> {
  return {
    connected: (facts) => events.connected(facts),
    disconnected: (facts) => events.disconnected(facts),
    dialFailed: (facts) => events.dialFailed(facts),
    error: (error) => events.error(error),
  };
}
