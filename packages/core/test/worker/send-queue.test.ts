// What one link sends: at once while there is room, in order when there is none, and never silently lost.
import { beforeEach, describe, expect, it } from "vitest";
import {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  WriteTimeoutError,
} from "../../src/errors.ts";
import type { Failure } from "../../src/failure.ts";
import type { SessionOptions } from "../../src/options/options.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import type { MessageData, Socket } from "../../src/transport.ts";
import { SendQueue, type SentFigures } from "../../src/worker/send-queue.ts";
import { options } from "../session/support/session-options.ts";
import { said } from "../../../../tools/production/said.ts";

const ROOM = 100;
const LOST: Failure = { phase: "live", kind: "lost" };

/** A socket with a buffer that only a test empties. */
class Wire implements Socket {
  readonly sent: MessageData[] = [];
  bufferedAmount: number | undefined = 0;
  breaks: Error | undefined;
  refuses: MessageData | undefined;

  send(data: MessageData): void {
    if (this.breaks !== undefined) throw this.breaks;
    if (data === this.refuses) throw new ConfigError("data", "another", data);
    this.sent.push(data);
    if (this.bufferedAmount !== undefined) this.bufferedAmount += (data as string).length;
  }
  close(): void {}
  terminate(): void {}
}

let clock: ManualClock;
let wire: Wire;
let told: unknown[];
let sendQueue: SendQueue;
let figures: SentFigures;

beforeEach(() => {
  figures = { sent: 0, bytesSent: 0 };
  clock = new ManualClock();
  wire = new Wire();
  told = [];
  sendQueue = boxed({});
});

const boxed = (changes: Partial<SessionOptions>): SendQueue =>
  new SendQueue({
    id: "a",
    socket: wire,
    figures,
    options: options({ sendBuffer: { bytes: ROOM, sends: 3 }, ...changes }),
    clock,
    changed: (type) => type === "sendQueued" && told.push(type),
    refused: () => told.push("refused"),
  });

const full = "x".repeat(ROOM);

/** Sends, and pushes to `told` how that ended. */
function send(data: string, signal?: AbortSignal): void {
  void sendQueue.send(data, signal).then(
    () => told.push(`sent ${data}`),
    (error: unknown) => told.push(error),
  );
}

/** Fills the socket, so that what comes now has to wait. */
function fill(): void {
  expect(sendQueue.trySend(full)).toBe(true);
}

describe("while the socket has room", () => {
  it("a send is handed over and resolves", async () => {
    await sendQueue.send("a", undefined);
    expect(wire.sent).toEqual(["a"]);
    expect(sendQueue.waiting).toBe(0);
  });

  it("one message may go far above the mark: it is one of what is buffered, not of what is sent", () => {
    expect(sendQueue.trySend("x".repeat(10 * ROOM))).toBe(true);
  });

  it("what was sent is counted, in messages and bytes", async () => {
    await sendQueue.send("four", undefined);
    sendQueue.trySend(new Uint8Array(3));
    sendQueue.trySend(new ArrayBuffer(2));
    expect(figures).toEqual({ sent: 3, bytesSent: 9 });
  });

  it("a send whose signal has aborted already is not sent", async () => {
    const reason = new Error("mine");
    await expect(sendQueue.send("a", AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(wire.sent).toEqual([]);
  });

  it("nobody is told of a backlog", () => {
    sendQueue.trySend("a");
    expect(told).toEqual([]);
  });
});

describe("while it has none", () => {
  it("`trySend` is false and takes nothing", () => {
    fill();
    expect(sendQueue.trySend("b")).toBe(false);
    expect(wire.sent).toEqual([full]);
  });

  it("a send waits, and its owner is told of the first", async () => {
    fill();
    send("a");
    send("b");
    await clock.settle();
    expect(told).toEqual(["sendQueued"]);
    expect(sendQueue.waiting).toBe(2);
  });

  it("its owner is told again of the first of the next backlog", async () => {
    fill();
    send("a");
    wire.bufferedAmount = 0;
    sendQueue.flush();
    fill();
    send("b");
    await clock.settle();
    expect(told).toEqual(["sendQueued", "sendQueued", "sent a"]);
  });

  it("as many wait as may; one more is refused and not sent", async () => {
    fill();
    for (const data of ["a", "b", "c"]) send(data);
    const refusal = sendQueue.send("d", undefined);
    await expect(refusal).rejects.toThrow(BackpressureError);
    await expect(refusal).rejects.toThrow(
      said('3 sends to the peer "a" wait for room already.', 'ERR_BACKPRESSURE "a" 3'),
    );
    wire.bufferedAmount = 0;
    sendQueue.flush();
    expect(wire.sent).toEqual([full, "a", "b", "c"]);
  });

  it("nobody waits where nobody may", async () => {
    sendQueue = boxed({ sendBuffer: { bytes: ROOM, sends: 0 } });
    fill();
    await expect(sendQueue.send("a", undefined)).rejects.toThrow(BackpressureError);
  });

  it("a question goes out all the same, before who waits", () => {
    void sendQueue.trySend(full);
    send("waits");
    sendQueue.ask("there?");
    expect(wire.sent).toEqual([full, "there?"]);
    expect(sendQueue.waiting).toBe(1);
  });

  it("where the platform cannot tell, there is always room", async () => {
    wire.bufferedAmount = undefined;
    sendQueue.trySend(full);
    await sendQueue.send("a", undefined);
    sendQueue.flush();
    expect(wire.sent).toEqual([full, "a"]);
  });
});

describe("when there is room again", () => {
  it("who waits is sent in order, as far as there is room", async () => {
    fill();
    for (const data of ["a", full, "c"]) send(data);
    wire.bufferedAmount = 0;
    sendQueue.flush();
    await clock.settle();
    expect(wire.sent).toEqual([full, "a", full]);
    expect(told).toEqual(["sendQueued", "sent a", `sent ${full}`]);
    expect(sendQueue.waiting).toBe(1);
  });

  it("nobody overtakes who waits", async () => {
    fill();
    send("a");
    wire.bufferedAmount = 0;
    expect(sendQueue.trySend("b")).toBe(false);
    send("c");
    sendQueue.flush();
    expect(wire.sent).toEqual([full, "a", "c"]);
  });

  it("a flush for nobody does nothing", () => {
    sendQueue.flush();
    expect(wire.sent).toEqual([]);
  });
});

describe("a send that waits", () => {
  it("can be aborted: it is not sent, and the others keep their order", async () => {
    const controller = new AbortController();
    const reason = new Error("mine");
    fill();
    send("a");
    send("b", controller.signal);
    send("c");
    controller.abort(reason);
    wire.bufferedAmount = 0;
    sendQueue.flush();
    await clock.settle();
    expect(wire.sent).toEqual([full, "a", "c"]);
    expect(told).toEqual(["sendQueued", reason, "sent a", "sent c"]);
  });

  it.each<[string, () => void]>([
    ["sent", () => sendQueue.flush()],
    ["over with its link", () => sendQueue.end(LOST)],
  ])("leaves no listener on its signal once it is %s", async (_, happen) => {
    const { signal, listeners } = listening();
    fill();
    send("a", signal);
    expect(listeners.size).toBe(1);
    wire.bufferedAmount = 0;
    happen();
    expect(listeners.size).toBe(0);
  });

  it("leaves no listener on its signal once it has timed out or was aborted", () => {
    const [one, other] = [listening(), listening()];
    fill();
    send("a", one.signal);
    send("b", other.signal);
    other.controller.abort();
    clock.advance(30_000);
    sendQueue.flush();
    expect([one.listeners.size, other.listeners.size]).toEqual([0, 0]);
  });
});

/** A signal whose listeners can be counted. */
function listening() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Map<EventListener, EventListener>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener) => {
    const once = (event: Event): void => {
      listeners.delete(listener);
      listener(event);
    };
    listeners.set(listener, once);
    add(type, once, { once: true });
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    remove(type, listeners.get(listener) as EventListener);
    listeners.delete(listener);
  };
  return { controller, signal, listeners };
}

describe("`writeTimeout`", () => {
  /** Time passes, then the session looks after the socket, as it does every 20 ms. */
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    sendQueue.flush();
    await clock.settle();
  };
  const timeouts = (): number => told.filter((one) => one instanceof WriteTimeoutError).length;

  it("rejects a send that saw no progress for so long", async () => {
    fill();
    send("a");
    await pass(29_999);
    expect(timeouts()).toBe(0);
    await pass(1);
    expect(told[1]).toBeInstanceOf(WriteTimeoutError);
    expect((told[1] as Error).message).toBe(
      said(
        'The peer "a" took nothing for 30000 ms while a send was waiting.',
        'ERR_WRITE_TIMEOUT "a" 30000',
      ),
    );
    expect(sendQueue.waiting).toBe(0);
    expect(wire.sent).toEqual([full]);
  });

  it("begins with the send, not with the backlog", async () => {
    fill();
    send("a");
    await pass(20_000);
    send("b");
    await pass(10_000);
    expect(timeouts()).toBe(1);
    expect(sendQueue.waiting).toBe(1);
    await pass(20_000);
    expect(timeouts()).toBe(2);
  });

  it("begins anew at any progress, though it makes no room", async () => {
    wire.bufferedAmount = 5 * ROOM;
    send("a");
    for (let left = 4; left > 0; left--) {
      await pass(20_000);
      wire.bufferedAmount = left * ROOM;
    }
    await pass(29_999);
    expect(timeouts()).toBe(0);
  });

  it("sees progress too where what is handed over fills the buffer again", async () => {
    fill();
    for (const data of ["a".repeat(10), "b".repeat(10), "c"]) send(data);
    for (let i = 0; i < 2; i++) {
      await pass(20_000);
      // The network took ten bytes, and ten bytes take their place.
      wire.bufferedAmount = ROOM - 10;
      await pass(0);
      expect(wire.bufferedAmount).toBe(ROOM);
    }
    await pass(20_000);
    expect(timeouts()).toBe(0);
    expect(sendQueue.waiting).toBe(1);
  });

  it("of 0 waits for ever", async () => {
    sendQueue = boxed({ writeTimeout: 0 });
    fill();
    send("a");
    await pass(1e9);
    expect(timeouts()).toBe(0);
  });

  it("is no matter of those who were never full", async () => {
    send("a");
    await pass(1e9);
    expect(told).toEqual(["sent a"]);
  });
});

describe("a socket that throws in `send`", () => {
  const error = new Error("the platform's");

  it("ends the link: the send is rejected with the cause, and the owner told", async () => {
    wire.breaks = error;
    const sent = sendQueue.send("a", undefined);
    await expect(sent).rejects.toThrow(ConnectionClosedError);
    await expect(sent).rejects.toMatchObject({ kind: "lost", cause: error });
    expect(told).toEqual(["refused"]);
    expect(figures).toEqual({ sent: 0, bytesSent: 0 });
  });

  it("makes `trySend` false", () => {
    wire.breaks = error;
    expect(sendQueue.trySend("a")).toBe(false);
    expect(told).toEqual(["refused"]);
  });

  it("is not asked again", async () => {
    wire.breaks = error;
    sendQueue.trySend("a");
    wire.breaks = undefined;
    expect(sendQueue.trySend("b")).toBe(false);
    await expect(sendQueue.send("c", undefined)).rejects.toMatchObject({ cause: error });
    expect(wire.sent).toEqual([]);
  });

  it("while who waits is sent is told once; nobody behind is sent, and all are told", async () => {
    fill();
    for (const data of ["a", "b", "c"]) send(data);
    wire.bufferedAmount = 0;
    wire.breaks = error;
    sendQueue.flush();
    wire.breaks = undefined;
    sendQueue.flush();
    expect(wire.sent).toEqual([full]);
    expect(told).toEqual(["sendQueued", "refused"]);
    await clock.settle();
    expect(told.slice(2)).toEqual([
      expect.objectContaining({ cause: error }),
      expect.objectContaining({ cause: error }),
      expect.objectContaining({ cause: error }),
    ]);
  });
});

describe("a payload that the socket refuses", () => {
  const error = new ConfigError("data", "a payload that ws sends", "string");

  it("rejects its own send and ends no link: it is no fault of the socket's", async () => {
    wire.breaks = error;
    await expect(sendQueue.send("a", undefined)).rejects.toBe(error);
    expect(() => sendQueue.trySend("a")).toThrow(error);
    expect(() => sendQueue.ask("a")).toThrow(error);
    wire.breaks = undefined;
    await sendQueue.send("b", undefined);
    expect([told, wire.sent, figures.sent]).toEqual([[], ["b"], 1]);
  });

  it("rejects alone where it waited; the others go on in their order", async () => {
    fill();
    for (const data of ["a", "b", "c"]) send(data);
    wire.bufferedAmount = 0;
    wire.refuses = "b";
    sendQueue.flush();
    await clock.settle();
    expect(wire.sent).toEqual([full, "a", "c"]);
    expect(told).toEqual(["sendQueued", "sent a", expect.any(ConfigError), "sent c"]);
    expect(sendQueue.waiting).toBe(0);
  });
});

describe("the end of the link", () => {
  it("rejects all that waits: nothing of it was sent", async () => {
    fill();
    for (const data of ["a", "b"]) send(data);
    sendQueue.end({ phase: "live", kind: "closed", closeCode: 1_001 });
    await clock.settle();
    expect(told.slice(1)).toEqual([
      expect.objectContaining({ code: "ERR_CONNECTION_CLOSED", closeCode: 1_001 }),
      expect.objectContaining({ code: "ERR_CONNECTION_CLOSED", closeCode: 1_001 }),
    ]);
    expect([sendQueue.waiting, wire.sent]).toEqual([0, [full]]);
  });

  it("asks nobody any more", () => {
    sendQueue.end(LOST);
    sendQueue.ask("there?");
    expect(wire.sent).toEqual([]);
  });

  it("refuses what comes after it", async () => {
    sendQueue.end(LOST);
    expect(sendQueue.trySend("a")).toBe(false);
    await expect(sendQueue.send("a", undefined)).rejects.toThrow(ConnectionClosedError);
    sendQueue.flush();
    expect(wire.sent).toEqual([]);
  });
});
