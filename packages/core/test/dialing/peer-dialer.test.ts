// The dialer of one peer in the hands of a worker that wants more than one thing at a time.
import { describe, expect, test } from "vitest";
import { type ResolvedPeerOptions, resolvePoolOptions } from "../../src/options/resolve.ts";
import type { SinkAttempt } from "../../src/dialing/sink-attempt.ts";
import { DialLimiter } from "../../src/dialing/dial-limiter.ts";
import { admitAtOnce } from "../../src/dialing/admit-at-once.ts";
import { type DialerOwner, PeerDialer } from "../../src/dialing/peer-dialer.ts";
import { WorkerDialer } from "../../src/dialing/worker-dialer.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { MemoryTransport } from "../../src/testing/memory-transport.ts";
import type { DialSink, Ticket } from "../../src/worker.ts";

const url = "wss://a.example";
const request = { dial: 1, attempt: 0, lastFailure: undefined };

function parts(dialing = {}) {
  const clock = new ManualClock();
  const transport = new MemoryTransport();
  const options = resolvePoolOptions({ transport, dialing });
  const admission = new DialLimiter(clock, options.dialing);
  const errors: unknown[] = [];
  const owner = {
    ...{ id: "a", options: { id: "a", url }, readLimit: 0, late: () => {} },
    inContext: <T>(call: () => T): T => call(),
    error: (error: unknown) => void errors.push(error),
    reachable: () => {},
  };
  return { clock, transport, common: { options, admission }, errors, owner };
}

type Common = ConstructorParameters<typeof PeerDialer>[1];

/** The dialer as a worker of the application has it. */
const dialerOf = (owner: DialerOwner, common: Common, origin: string | undefined = url) =>
  new WorkerDialer(new PeerDialer(owner, common, origin));

function made() {
  const { common, owner, ...rest } = parts();
  const inner = new PeerDialer(owner, common, url);
  return { ...rest, inner, dialer: new WorkerDialer(inner) };
}

function sinkOf(told: string[]): DialSink {
  const say = (what: string) => () => void told.push(what);
  return {
    resolved: say("resolved"),
    unresolved: say("unresolved"),
    opened: say("opened"),
    message: say("message"),
    heard: say("heard"),
    pong: say("pong"),
    drained: say("drained"),
    progress: say("progress"),
    closing: say("closing"),
    closed: say("closed"),
  };
}

test("two places are two: who leaves one keeps the other", async () => {
  const { clock, dialer } = made();
  const told: number[] = [];
  const first: Ticket = dialer.enter(() => told.push(1));
  const second: Ticket = dialer.enter(() => told.push(2));
  first.leave();
  await clock.run(10);
  expect(told).toEqual([2]);
  second.leave();
});

test("two dials are two: who gives up one keeps the other", async () => {
  const { clock, dialer, transport } = made();
  const told: string[][] = [[], []];
  const [first] = told.map((list) =>
    dialer.dial(
      dialer.enter(() => {}),
      request,
      sinkOf(list),
    ),
  );
  await clock.run(10);
  first?.abandon();
  transport.dials[1]?.accept();
  await clock.run(10);
  expect(told).toEqual([["resolved"], ["resolved", "opened"]]);
});

test("progress and the close frame of the peer are told as long as the dial is heard, and not after", async () => {
  const { clock, dialer, transport } = made();
  const told: string[] = [];
  const dialing = dialer.dial(
    dialer.enter(() => {}),
    request,
    sinkOf(told),
  );
  await clock.run(10);
  const peer = transport.latest;
  peer.accept();
  peer.progress();
  peer.beginClose(1012);
  expect(told).toEqual(["resolved", "opened", "progress", "closing"]);
  dialing.abandon();
  peer.progress();
  peer.drop();
  expect(told).toHaveLength(4);
});

test("a close frame that arrives after the dial was given up is not told", async () => {
  const { clock, dialer, transport } = made();
  const told: string[] = [];
  const dialing = dialer.dial(
    dialer.enter(() => {}),
    request,
    sinkOf(told),
  );
  await clock.run(10);
  transport.latest.faults.neverCloses = true;
  transport.latest.faults.talksAfterClosed = true;
  transport.latest.accept();
  dialing.abandon();
  transport.latest.beginClose(1012);
  expect(told).toEqual(["resolved", "opened"]);
});

test("a dial that was given up tells nothing more, whatever its socket tells", async () => {
  const { clock, dialer, transport } = made();
  const told: string[] = [];
  const dialing = dialer.dial(
    dialer.enter(() => {}),
    request,
    sinkOf(told),
  ) as SinkAttempt;
  await clock.run(10);
  transport.latest.accept();
  dialing.abandon();
  dialing.message("late");
  dialing.heard();
  dialing.pong();
  dialing.drained();
  dialing.progress();
  dialing.closing({ code: 1_012, reason: "" });
  dialing.closed({ code: 1_006, reason: "" });
  expect(told).toEqual(["resolved", "opened"]);
});

test("a dial that is given up while another one is cut is not told of its end", async () => {
  const { clock, dialer, inner, transport } = made();
  const told: string[] = [];
  const dialings = ["first", "second"].map((name) =>
    dialer.dial(
      dialer.enter(() => {}),
      request,
      {
        ...sinkOf([]),
        closed: () => {
          told.push(name);
          for (const dialing of dialings) dialing.abandon();
        },
      },
    ),
  );
  await clock.run(10);
  for (const dial of transport.dials) dial.accept();
  inner.cut();
  expect(told).toEqual(["first"]);
  expect(transport.dials.map(({ terminated }) => terminated)).toEqual([true, true]);
});

test("a worker that listens to neither progress nor closing is told the rest", async () => {
  const { clock, dialer, transport } = made();
  const told: string[] = [];
  const { progress: _, closing: __, ...sink } = sinkOf(told);
  dialer.dial(
    dialer.enter(() => {}),
    request,
    sink,
  );
  await clock.run(10);
  transport.latest.accept();
  transport.latest.progress();
  transport.latest.beginClose(1012);
  transport.latest.close();
  expect(told).toEqual(["resolved", "opened", "closed"]);
});

test("what a sink throws ended the process from inside of the socket: it is told as error, each time", async () => {
  const { clock, dialer, transport, errors } = made();
  const told: string[] = [];
  const angry = (name: string) => () => {
    told.push(name);
    throw new Error(name);
  };
  const names = Object.keys(sinkOf([]));
  const sink = Object.fromEntries(names.map((name) => [name, angry(name)]));
  const dialing = dialer.dial(
    dialer.enter(() => {}),
    request,
    sink as unknown as DialSink,
  );
  await clock.run(10);
  const dial = transport.latest;
  dial.accept();
  dial.message("news");
  // What the socket is given to tell is the dial itself.
  const socketTells = dialing as SinkAttempt;
  socketTells.heard();
  socketTells.pong();
  socketTells.drained();
  dial.progress();
  dial.beginClose(1012);
  dial.close(1012);
  const kinds = ["resolved", "opened", "message", "heard", "pong", "drained", "progress"];
  expect(told).toEqual([...kinds, "closing", "closed"]);
  expect(errors.map((error) => (error as Error).message)).toEqual(told);
});

test("a sink that throws at the news of a provider's failure is told as error", async () => {
  const { clock, common, errors, owner } = parts();
  const url = (): never => {
    throw new Error("no address");
  };
  const dialer = new WorkerDialer(
    new PeerDialer({ ...owner, options: { id: "a", url } }, common, undefined),
  );
  const sink = {
    ...sinkOf([]),
    unresolved: () => {
      throw new Error("no comfort");
    },
  };
  dialer.dial(
    dialer.enter(() => {}),
    request,
    sink,
  );
  await clock.run(10);
  expect(errors).toEqual([new Error("no comfort")]);
});

test("a ticket of another make is given back, and its dial waits for no room", async () => {
  const { clock, dialer, transport } = made();
  const told: string[] = [];
  const ticket = { leave: () => void told.push("left") };
  dialer.dial(ticket, request, sinkOf(told));
  await clock.run(10);
  transport.latest.accept();
  expect(told).toEqual(["resolved", "left", "opened"]);
});

test("two dials with one ticket are two", async () => {
  const { clock, dialer, transport } = made();
  const told: string[][] = [[], []];
  const ticket = dialer.enter(() => {});
  await clock.run(10);
  for (const list of told) dialer.dial(ticket, request, sinkOf(list));
  await clock.run(10);
  for (const dial of transport.dials) dial.accept();
  expect(told).toEqual([
    ["resolved", "opened"],
    ["resolved", "opened"],
  ]);
  expect(transport.dials).toHaveLength(2);
});

test("who gives its ticket back while its dial waits for room dials at once", async () => {
  const { clock, common, owner, transport } = parts({ inFlight: 1 });
  const headers = () => ({});
  const [first, second] = ["a", "b"].map((id) =>
    dialerOf({ ...owner, id, options: { id, url, headers } }, common),
  );
  const tickets = [first, second].map((dialer) => {
    const ticket = dialer!.enter(() => {});
    return { ticket, dialer: dialer! };
  });
  await clock.run(10);
  for (const { ticket, dialer } of tickets) dialer.dial(ticket, request, sinkOf([]));
  await clock.run(10);
  expect(transport.dials).toHaveLength(1);
  tickets[1]!.ticket.leave();
  await clock.run(10);
  expect(transport.dials).toHaveLength(2);
});

test("a dial that is given up while it waits for room never becomes a socket", async () => {
  const { clock, common, owner, transport } = parts({ inFlight: 1 });
  const options = { id: "a", url, headers: () => ({}) };
  const dialer = dialerOf({ ...owner, options }, common);
  const tickets = [0, 1].map(() => dialer.enter(() => {}));
  await clock.run(10);
  const [, waits] = tickets.map((ticket) => dialer.dial(ticket, request, sinkOf([])));
  await clock.run(10);
  waits?.abandon();
  transport.latest.refuse();
  await clock.run(10);
  expect(transport.dials).toHaveLength(1);
});

describe("without a limiter", () => {
  function alone(given: Partial<ResolvedPeerOptions> = {}) {
    const { clock, common, owner, transport, errors } = parts();
    const options = { id: "a", url, ...given };
    const origin = typeof options.url === "function" ? undefined : url;
    const inner = new PeerDialer(
      { ...owner, options },
      { ...common, admission: admitAtOnce },
      origin,
    );
    return { clock, dialer: new WorkerDialer(inner), inner, transport, errors };
  }

  test("a dial is admitted at once, and not inside of enter", async () => {
    const { dialer } = alone();
    const told: string[] = [];
    dialer.enter(() => told.push("admitted"));
    told.push("entered");
    await Promise.resolve();
    expect(told).toEqual(["entered", "admitted"]);
  });

  test("who gives its ticket back is not admitted", async () => {
    const { clock, dialer } = alone();
    const told: string[] = [];
    dialer.enter(() => told.push("admitted")).leave();
    await clock.run(10);
    expect(told).toEqual([]);
  });

  test("a dial runs to its end, and the next one after it, wherever its provider sends it", async () => {
    const hosts = ["wss://a.example", "wss://b.example"];
    const { clock, dialer, inner, transport } = alone({ url: () => hosts.shift() as string });
    const told: string[] = [];
    for (let dial = 1; dial <= 2; dial++) {
      const ticket = dialer.enter(() => dialer.dial(ticket, { ...request, dial }, sinkOf(told)));
      await clock.run(10);
      transport.latest.accept();
      transport.latest.drop();
    }
    inner.failed({ phase: "dial", kind: "network" });
    expect(transport.dials.map(({ target }) => target.url)).toEqual([
      "wss://a.example",
      "wss://b.example",
    ]);
    expect(told).toEqual(["resolved", "opened", "closed", "resolved", "opened", "closed"]);
    inner.release();
    expect(clock.pending).toBe(0);
  });
});
