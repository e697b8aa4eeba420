// The dialer of one peer in the hands of a worker that wants more than one thing at a time.
import { expect, test } from "vitest";
import { resolvePoolOptions } from "../../src/options/resolve.ts";
import type { DialAttempt } from "../../src/dialing/dial-attempt.ts";
import { DialLimiter } from "../../src/dialing/dial-limiter.ts";
import { PeerDialer } from "../../src/dialing/peer-dialer.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { MemoryTransport } from "../../src/testing/memory-transport.ts";
import type { DialSink, Ticket } from "../../src/worker.ts";

const url = "wss://a.example";
const request = { dial: 1, attempt: 0, lastFailure: undefined };

function parts() {
  const clock = new ManualClock();
  const transport = new MemoryTransport();
  const options = resolvePoolOptions({ transport });
  const limiter = new DialLimiter(clock, options.dialing);
  const errors: unknown[] = [];
  const peer = { id: "a", url };
  const binary = "own" as const;
  const source = { peer, poolHeaders: undefined, transport, readLimit: 0, binary };
  const owner = {
    ...{ id: "a", source, late: () => {} },
    inContext: <T>(call: () => T): T => call(),
    error: (error: unknown) => void errors.push(error),
  };
  return { clock, transport, options, limiter, errors, owner };
}

function made() {
  const { options, limiter, owner, ...rest } = parts();
  return { ...rest, dialer: new PeerDialer(owner, { options, limiter }) };
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
  const socketTells = dialing as DialAttempt;
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
  const { clock, options, limiter, errors, owner } = parts();
  const url = (): never => {
    throw new Error("no address");
  };
  const source = { ...owner.source, peer: { id: "a", url } };
  const dialer = new PeerDialer({ ...owner, source }, { options, limiter });
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
