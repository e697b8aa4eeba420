// The suite itself: an honest transport passes it, and each fault of a dishonest one is found.
import {
  type MemoryFaults,
  MemoryTransport,
  type MemoryTransportOptions,
  type SuiteCapabilities,
  testTransport,
} from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type {
  CloseFrame,
  CloseReport,
  DialTarget,
  Socket,
  SocketSink,
  Transport,
} from "../../src/transport.ts";
import { MemoryServer } from "./support/memory-server.ts";

const ALL: SuiteCapabilities = {
  ping: true,
  pause: true,
  unref: true,
  bufferedAmount: true,
  heard: true,
  terminate: true,
  releases: true,
  violations: true,
  closing: true,
  progress: true,
  answerHeaders: true,
  hostile: true,
};

const NONE: SuiteCapabilities = {
  ping: false,
  pause: false,
  unref: false,
  bufferedAmount: false,
  heard: false,
  terminate: false,
  releases: true,
  violations: false,
  closing: false,
  progress: false,
  answerHeaders: false,
  hostile: false,
};

type Wrap = (transport: MemoryTransport) => Transport;
type Runner = (name: string, run: () => Promise<void>) => unknown;

function suite(
  runner: Runner,
  options: MemoryTransportOptions,
  capabilities: SuiteCapabilities = ALL,
  wrap: Wrap = (transport) => transport,
): void {
  // Each test asks for its server first and for its transport then.
  let server = new MemoryServer();
  testTransport({
    name: options.name ?? "memory",
    test: runner,
    transport: () => wrap(new MemoryTransport({ ...options, onDial: server.welcome })),
    server: async () => (server = new MemoryServer()),
    capabilities,
    // Only what is to fail should not have to be waited for.
    ...(runner === test ? {} : { timeout: 200 }),
  });
}

suite(test, {});
suite(test, { name: "memory without bytes" }, { ...ALL, hostile: false });
suite(test, { name: "memory that reads on after pause", slack: 3 });
suite(
  test,
  {
    name: "memory that can nothing",
    can: { headers: false, status: false, readLimit: false },
    ping: false,
    pause: false,
    unref: false,
    bufferedAmount: false,
    closing: false,
    progress: false,
    answerHeaders: false,
  },
  { ...NONE, hostile: true },
);

suite(
  test,
  { name: "memory that keeps connections of dials that ended" },
  { ...ALL, releases: false },
);

/** The names of the tests that a transport fails, with the messages; of those tests that are asked for. */
async function failures(
  wrap: Wrap,
  only: RegExp = /./,
  faults: Partial<MemoryFaults> = {},
  capabilities: SuiteCapabilities = ALL,
): Promise<string> {
  const cases: (() => Promise<string>)[] = [];
  const collect: Runner = (name, run) => {
    const told = (error: Error): string => `${name}: ${error.message}\n`;
    if (only.test(name)) cases.push(() => run().then(() => "", told));
  };
  suite(collect, { faults }, capabilities, wrap);
  let failed = "";
  for (const run of cases) failed += await run();
  return failed;
}

/** A transport whose sockets and sinks are changed on the way. */
function altered(change: {
  dial?: (target: DialTarget, sink: SocketSink) => void;
  target?: (target: DialTarget) => DialTarget;
  sink?: (sink: SocketSink) => Partial<SocketSink>;
  socket?: (socket: Socket) => Partial<Socket>;
}): Wrap {
  return (transport) => ({
    name: "altered",
    can: transport.can,
    dial(target, sink) {
      change.dial?.(target, sink);
      const heard = bound(sink);
      const socket = transport.dial(change.target?.(target) ?? target, {
        ...heard,
        ...change.sink?.(heard),
      });
      return Object.defineProperties(
        Object.defineProperties({} as Socket, Object.getOwnPropertyDescriptors(socket)),
        Object.getOwnPropertyDescriptors(change.socket?.(socket) ?? {}),
      );
    },
  });
}

function bound(sink: SocketSink): SocketSink {
  return {
    opened: (info) => sink.opened(info),
    message: (data) => sink.message(data),
    heard: () => sink.heard(),
    pong: () => sink.pong(),
    drained: () => sink.drained(),
    progress: () => sink.progress?.(),
    closing: (frame) => sink.closing?.(frame),
    closed: (report) => sink.closed(report),
  };
}

describe("the suite finds a transport", () => {
  test("that tells closed twice", async () => {
    expect(await failures((it) => it, /tells that the peer/, { closedTwice: true })).toContain(
      "was told after closed",
    );
  });

  test("that tells closed inside close, of which it makes nothing", async () => {
    expect(await failures((it) => it, /./, { closedInside: true })).toBe("");
  });

  test("that ends a link at a flood of pings, of which it makes nothing", async () => {
    const ending: Wrap = (transport) => ({
      name: "ending",
      can: transport.can,
      dial: (target, sink) =>
        transport.dial(target, { ...bound(sink), heard: () => void transport.latest.drop() }),
    });
    expect(await failures(ending, /flood/)).toBe("");
  });

  test("that lacks a method that it declares", async () => {
    expect(
      await failures(altered({ socket: () => ({ ping: undefined as never }) }), /methods/),
    ).toContain("ping is there: expected true, got false");
  });

  test("that has a method that it does not declare", async () => {
    expect(await failures((it) => it, /methods/, {}, { ...ALL, unref: false })).toContain(
      "unref is there: expected false, got true",
    );
  });

  test("that throws in dial", async () => {
    const dial = ({ url }: DialTarget): void => void new URL(url);
    expect(await failures(altered({ dial }), /cannot be dialled/)).toMatch(
      /"not a url" cannot be dialled: .*Invalid URL/i,
    );
  });

  test("that tells before dial has returned", async () => {
    const dial = (_target: DialTarget, sink: SocketSink): void => sink.heard();
    const failed = await failures(altered({ dial }), /opens without/);
    expect(failed).toContain("heard was told before dial had returned");
    expect(failed).toContain("heard was told before opened");
  });

  test("that opens twice", async () => {
    const sink = (told: SocketSink) => ({
      opened(info: { protocol: string }) {
        told.opened(info);
        told.opened(info);
      },
    });
    expect(await failures(altered({ sink }), /opens without/)).toContain("opened was told twice");
  });

  test("that tells twice that the peer begins to close", async () => {
    const sink = (told: SocketSink) => ({
      closing(frame: CloseFrame) {
        told.closing?.(frame);
        told.closing?.(frame);
      },
    });
    expect(await failures(altered({ sink }), /begun to close/)).toContain("closing was told twice");
  });

  test("that takes a send although the peer has begun to close", async () => {
    const socket = () => ({ send() {} });
    expect(await failures(altered({ socket }), /begun to close/)).toContain(
      "a send is taken: expected false, got true",
    );
  });

  test("that swallows the close frame, or shows it where that is not declared", async () => {
    const sink = () => ({ closing() {} });
    expect(await failures(altered({ sink }), /begun to close/)).toContain(
      "closing was not told within 200 ms",
    );
    const none = { ...ALL, closing: false };
    expect(await failures((it) => it, /closed with 1000/, {}, none)).toContain(
      "closing was told: expected false, got true",
    );
  });

  test("that tells no progress, or only with the whole message", async () => {
    const sink = () => ({ progress() {} });
    expect(await failures(altered({ sink }), /tells progress/)).toContain(
      "progress before the message was not told within 200 ms",
    );
  });

  test("that does not say which rule was broken", async () => {
    const sink = (told: SocketSink) => ({
      closed: ({ detail: _, ...report }: CloseReport) => told.closed(report),
    });
    expect(await failures(altered({ sink }), /RSV2/)).toContain("no detail was told");
  });

  test("that hands out an ArrayBuffer", async () => {
    const sink = (told: SocketSink) => ({
      message: (data: string | Uint8Array) =>
        told.message(typeof data === "string" ? data : (data.slice().buffer as never)),
    });
    expect(await failures(altered({ sink }), /all values/)).toContain(
      "expected 256 bytes [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15], got [object ArrayBuffer]",
    );
  });

  test("that sends the whole buffer of a view", async () => {
    const socket = (real: Socket) => ({
      send: (data: Parameters<Socket["send"]>[0]) =>
        real.send(ArrayBuffer.isView(data) ? (data.buffer as ArrayBuffer) : data),
    });
    expect(await failures(altered({ socket }), /view/)).toContain(
      "of a subarray: expected 8 bytes",
    );
  });

  test("that says 1001 where some runtime refuses it", async () => {
    const socket = (real: Socket) => ({
      close: (code?: number, reason?: string) => real.close(code === 1001 ? 4001 : code, reason),
    });
    expect(await failures(altered({ socket }), /runtime refuses/)).toContain(
      "the server was told 4001",
    );
  });

  test("that does not hold back while paused", async () => {
    expect(await failures(altered({ socket: () => ({ pause() {} }) }), /paused/)).toContain(
      "400 messages came while paused",
    );
  });

  test("that has no end of bufferedAmount", async () => {
    expect(
      await failures(altered({ socket: () => ({ bufferedAmount: 1 }) }), /buffered/),
    ).toContain("bufferedAmount: expected 0, got 1");
  });

  test("that never tells closed, and says what was told instead", async () => {
    const silent = altered({ sink: () => ({ closed() {} }) });
    expect(await failures(silent, /lose a message/)).toContain(
      "closed was not told within 200 ms, only: opened, message",
    );
  });
});

describe("an exception", () => {
  const unpausable = altered({ socket: () => ({ pause() {} }) });
  const HOLDS = "holds back while paused, and loses nothing";

  async function runWith(wrap: Wrap, exceptions: Record<string, string>): Promise<string[]> {
    let server = new MemoryServer();
    const told: Promise<string>[] = [];
    testTransport({
      name: "memory",
      test: (name, run) => {
        if (!name.includes("paused, and")) return;
        const ended = run().then(
          () => `${name}: passed`,
          (error: Error) => `${name}: ${error.message}`,
        );
        told.push(ended);
      },
      transport: () => wrap(new MemoryTransport({ onDial: server.welcome })),
      server: async () => (server = new MemoryServer()),
      capabilities: ALL,
      exceptions,
    });
    return Promise.all(told);
  }

  test("is a case that runs and has to fail", async () => {
    expect(await runWith(unpausable, { [HOLDS]: "reads on" })).toEqual([
      `memory cannot: ${HOLDS} (reads on): passed`,
    ]);
  });

  test("fails when there is none any more", async () => {
    expect(await runWith((it) => it, { [HOLDS]: "reads on" })).toEqual([
      `memory cannot: ${HOLDS} (reads on): The platform does it right now: this exception can go.`,
    ]);
  });

  test("to a case that there is not is refused", async () => {
    await expect(runWith((it) => it, { "flies to the moon": "stays" })).rejects.toThrow(
      'No case is called "flies to the moon".',
    );
  });
});
