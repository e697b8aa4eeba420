// The dialer of one peer in the hands of a worker that wants more than one thing at a time.
import { expect, test } from "vitest";
import { resolvePoolOptions } from "../../src/options/resolve.ts";
import { DialLimiter } from "../../src/pool/dial-limiter.ts";
import { PeerDialer } from "../../src/pool/peer-dialer.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { MemoryTransport } from "../../src/testing/memory-transport.ts";
import type { DialSink, Ticket } from "../../src/worker.ts";

const url = "wss://a.example";
const request = { dial: 1, attempt: 0, lastFailure: undefined };

function made() {
  const clock = new ManualClock();
  const transport = new MemoryTransport();
  const options = resolvePoolOptions({ transport });
  const limiter = new DialLimiter(clock, options.dialing);
  const pool = { options, limiter, threw: () => {} };
  const source = { peer: { id: "a", url }, poolHeaders: undefined, transport, readLimit: 0 };
  const owner = { id: "a", source, late: () => {}, inContext: <T>(call: () => T): T => call() };
  return { clock, transport, dialer: new PeerDialer(owner, pool) };
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
