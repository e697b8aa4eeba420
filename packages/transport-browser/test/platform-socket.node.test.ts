// What engines do differently, each played by a class of the test: the session hears one and the same of all.
import {
  type CloseReport,
  ConfigError,
  type DialTarget,
  type Socket,
  type SocketSink,
} from "@skep/core";
import { browserTransport } from "@skep/transport-browser";
import { describe, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./support/fake-web-socket.ts";
import { said } from "../../../tools/production/said.ts";

interface Played {
  readonly engine: FakeWebSocket;
  readonly socket: Socket;
  /** What the sink was told. */
  readonly told: unknown[][];
}

function play(protocols: string[] = [], target: Partial<DialTarget> = {}): Played {
  const told: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  const sink: SocketSink = {
    opened: note("opened"),
    message: note("message"),
    heard: note("heard"),
    pong: note("pong"),
    drained: note("drained"),
    closed: note("closed"),
  };
  const transport = browserTransport({ WebSocket: FakeWebSocket });
  const socket = transport.dial({ url: "ws://hive.example/", protocols, ...target }, sink);
  return { engine: FakeWebSocket.latest, socket, told };
}

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}

const microtask = (): Promise<void> => Promise.resolve();
const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const abnormal: CloseReport = { code: 1006, reason: "" };

describe("a dial", () => {
  test("gives the address, the subprotocols and the kind of binary data to the engine", () => {
    const { engine } = play(["a", "b"]);
    expect(engine).toMatchObject({
      url: "ws://hive.example/",
      protocols: ["a", "b"],
      binaryType: "arraybuffer",
    });
  });

  test("that the constructor refuses is told after it has returned", async () => {
    const error = new SyntaxError("no");
    class Refusing extends FakeWebSocket {
      constructor() {
        super("");
        throw error;
      }
    }
    const told: CloseReport[] = [];
    const nothing = (): void => {};
    const socket = browserTransport({ WebSocket: Refusing }).dial(
      { url: "ws://hive.example/", protocols: [] },
      {
        opened: nothing,
        message: nothing,
        heard: nothing,
        pong: nothing,
        drained: nothing,
        closed: (report) => told.push(report),
      },
    );
    expect(told).toEqual([]);
    expect(() => socket.send("too early")).toThrow(said("The socket is not open.", "ERR_NOT_OPEN"));
    socket.close(1000);
    socket.terminate();
    await microtask();
    expect(told).toEqual([{ ...abnormal, error }]);
  });

  test("that fails with an error and no close is told all the same, as on Node 22", async () => {
    const { engine, told } = play();
    engine.fire("error");
    engine.fire("error");
    expect(told).toEqual([]);
    await macrotask();
    expect(told).toEqual([["closed", abnormal]]);
  });

  test("that fails with a close and no error is told, as in happy-dom", async () => {
    const { engine, told } = play();
    engine.fire("close", { code: 1006, reason: "" });
    await microtask();
    expect(told).toEqual([["closed", abnormal]]);
  });

  test.each([
    ["an error", { error: new Error("refused"), message: "refused" }, new Error("refused")],
    ["a text", { message: "refused" }, "refused"],
    ["an error and no text, as on Node since undici 7.16", { error: "why", message: "" }, "why"],
  ])("that fails with %s tells it once", async (_, event, error) => {
    const { engine, told } = play();
    engine.fire("error", event);
    engine.fire("error", { message: "once more" });
    engine.fire("close", { code: 1006, reason: "" });
    await macrotask();
    expect(told).toEqual([["closed", { ...abnormal, error }]]);
  });
});

describe("an open link", () => {
  function open(): Played {
    const played = play();
    played.engine.protocol = "v2";
    played.engine.fire("open");
    played.told.length = 0;
    return played;
  }

  test("tells the subprotocol", () => {
    const { engine, told } = play();
    engine.protocol = "v2";
    engine.fire("open");
    expect(told).toEqual([["opened", { protocol: "v2" }]]);
  });

  test("tells text as it is and buffers as bytes, without a copy", () => {
    const { engine, told } = open();
    const { buffer } = Uint8Array.of(1, 2, 3);
    engine.fire("message", { data: "text" });
    engine.fire("message", { data: buffer });
    const [text, bytes] = told.map(([, data]) => data);
    expect(text).toBe("text");
    expect(bytes).toEqual(Uint8Array.of(1, 2, 3));
    expect((bytes as Uint8Array).buffer).toBe(buffer);
  });

  test("tells Buffers as plain bytes of their own, as on Bun, or by choice as they are", () => {
    const buffer = Buffer.from("abc").subarray(1);
    const [own, view] = (["own", "view"] as const).map((binary) => {
      const { engine, told } = play([], { binary });
      engine.fire("open");
      engine.fire("message", { data: buffer });
      return told.at(-1)?.[1] as Uint8Array;
    });
    expect(view).toBe(buffer);
    expect([own?.constructor, own?.buffer.byteLength, own?.[0]]).toEqual([Uint8Array, 2, 98]);
  });

  test("hands out no empty buffer of the engine's, as Node has one for all messages and needs it", () => {
    const { engine, told } = open();
    const { buffer } = new Uint8Array();
    engine.fire("message", { data: buffer });
    const [bytes] = told.map(([, data]) => data as Uint8Array);
    expect([bytes?.length, bytes?.buffer === buffer]).toEqual([0, false]);
  });

  test("copies shared and resizable memory, which engines refuse or send as text", () => {
    const { engine, socket } = open();
    socket.send(new Uint8Array(new SharedArrayBuffer(2)).fill(7));
    expect(engine.sent).toEqual([Uint8Array.of(7, 7)]);
    expect((engine.sent[0] as Uint8Array).buffer).toBeInstanceOf(ArrayBuffer);
  });

  test("tells what the engine throws at while it is open as the payload's fault", () => {
    const { engine, socket } = open();
    const cause = new RangeError("too long");
    engine.send = () => {
      throw cause;
    };
    expect(thrownBy(() => socket.send("secret"))).toMatchObject({
      message: said('data must be a payload that this platform sends, got "text".'),
      cause,
    });
    // Closed meanwhile, or not open yet: the socket's own fault.
    engine.readyState = 0;
    expect(thrownBy(() => socket.send("secret"))).toBe(cause);
  });

  test("refuses a Blob on workerd, which would send it as the text of its name", () => {
    const { engine, socket } = open();
    const blob = new Blob(["x"]);
    socket.send(blob);
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const refusal = thrownBy(() => socket.send(blob));
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain("sends, got an object of Blob.");
    socket.send("text");
    vi.unstubAllGlobals();
    expect(engine.sent).toEqual([blob, "text"]);
  });

  test("refuses the Blob of a library, which an engine would send as the text of its name", () => {
    const { engine, socket } = open();
    const foreign = { size: 1, arrayBuffer: () => Promise.resolve(new ArrayBuffer(1)) };
    const refusal = thrownBy(() => socket.send(foreign as unknown as Blob));
    expect(refusal).toBeInstanceOf(ConfigError);
    expect(String(refusal)).toContain("sends, got an object of Object.");
    expect(engine.sent).toEqual([]);
  });

  test("keeps the close code and the reason where an error comes first", async () => {
    const { engine, told } = open();
    engine.fire("error");
    engine.fire("close", { code: 4401, reason: "who are you?" });
    await macrotask();
    expect(told).toEqual([["closed", { code: 4401, reason: "who are you?" }]]);
  });

  test("tells 1006 for the code 0 of Deno, and where there is none", async () => {
    for (const event of [{ code: 0, reason: "" }, {}]) {
      const { engine, told } = open();
      engine.fire("close", event);
      await microtask();
      expect(told).toEqual([["closed", abnormal]]);
    }
  });

  test("does not tell of its end inside of close(), as Node 24 does", async () => {
    const { engine, socket, told } = open();
    engine.onClosing = () => engine.fire("close", { code: 1000, reason: "" });
    socket.close(1000);
    expect(told).toEqual([]);
    await microtask();
    expect(told).toEqual([["closed", { code: 1000, reason: "" }]]);
  });

  test("tells nothing after its end, and the end once", async () => {
    const { engine, told } = open();
    engine.fire("close", { code: 1000, reason: "" });
    engine.fire("message", { data: "ghost" });
    engine.fire("open");
    engine.fire("error");
    engine.fire("close", { code: 1006, reason: "" });
    await macrotask();
    expect(told).toEqual([["closed", { code: 1000, reason: "" }]]);
  });

  test("throws at a send that the engine would drop without a word", () => {
    const { engine, socket } = open();
    socket.send("taken");
    engine.readyState = 2;
    expect(() => socket.send("dropped")).toThrow(said("The socket is not open.", "ERR_NOT_OPEN"));
    expect(engine.sent).toEqual(["taken"]);
  });

  test("says no code that browsers refuse", () => {
    const { engine, socket } = open();
    for (const code of [1001, 1005, 999, 5000, 3000.5]) socket.close(code, "no");
    socket.close(3000, "yes");
    expect(engine.closes).toEqual([[], [], [], [], [], [3000, "yes"]]);
  });

  test("leaves a reason unsaid that the engine refuses", () => {
    const { engine, socket } = open();
    const close = engine.close.bind(engine);
    engine.close = (...args: unknown[]) => {
      if (args.length > 0) throw new SyntaxError("too long");
      close();
    };
    socket.close(3000, "x".repeat(124));
    expect(engine.closes).toEqual([[]]);
  });

  test("is over at once when it is terminated, though the engine takes its minute", async () => {
    const { engine, socket, told } = open();
    socket.terminate();
    engine.fire("message", { data: "late" });
    await microtask();
    expect(told).toEqual([["closed", abnormal]]);
    expect(engine.closes).toEqual([[]]);
  });

  test("is terminated by the engine where it can, as on Bun", async () => {
    const { engine, socket, told } = open();
    let terminated = 0;
    Object.assign(engine, { terminate: () => (terminated += 1) });
    socket.terminate();
    await microtask();
    expect([terminated, engine.closes, told]).toEqual([1, [], [["closed", abnormal]]]);
  });

  test("tells bufferedAmount, or that it is not known", () => {
    const { engine, socket } = open();
    engine.bufferedAmount = 7;
    expect(socket.bufferedAmount).toBe(7);
    Object.assign(engine, { bufferedAmount: undefined });
    expect(socket.bufferedAmount).toBeUndefined();
  });
});
