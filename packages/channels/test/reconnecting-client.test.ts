// The client of the original hub. The numbers are those of the statements that the tests of the original make; what is different is said.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import {
  type Message,
  ReconnectingClient,
  type ReconnectingClientOptions,
  reconnectDefaults,
} from "../src/index.ts";
import { PlayedHub, URL } from "./support/played-hub.ts";

/** Frames as the original hub writes them: local offsets, fractions of nine digits, batches joined by line breaks. */
const OUTPUT =
  '{"type":"process_output","channel":"process:job-9","processId":"job-9","data":"compiling","timestamp":"2026-03-01T09:30:00.123456789+01:00"}';
const STATUS =
  '{"type":"process_status","channel":"process:job-9","processId":"job-9","data":{"exitCode":2,"status":"exited"},"timestamp":"2026-03-01T09:30:00.5+01:00"}';
const EVENT =
  '{"type":"event","data":{"data":{"version":"1.2.0"},"event":"deployed"},"timestamp":"2026-03-01T09:30:01-03:30"}';
const PONG = '{"type":"pong","timestamp":"2026-03-01T09:30:02+01:00"}';

interface Told {
  readonly client: ReconnectingClient;
  readonly calls: string[];
  readonly messages: Message[];
  readonly errors: unknown[];
}

function clientOf(hub: PlayedHub, options: Partial<ReconnectingClientOptions> = {}): Told {
  const { clock, transport } = hub;
  const calls: string[] = [];
  const messages: Message[] = [];
  const errors: unknown[] = [];
  const client = new ReconnectingClient({
    url: URL,
    clock,
    transport,
    random: () => 0.5,
    onConnect: () => calls.push("connect"),
    onReconnect: (attempt) => calls.push(`reconnect ${attempt}`),
    onDisconnect: () => calls.push("disconnect"),
    onMessage: (message) => messages.push(message),
    onError: (error) => {
      calls.push("error");
      errors.push(error);
    },
    ...options,
  });
  return { client, calls, messages, errors };
}

/** One that is connected, and what `connect` gave. */
async function connected(
  hub: PlayedHub,
  options?: Partial<ReconnectingClientOptions>,
): Promise<Told & { connecting: Promise<void> }> {
  const told = clientOf(hub, options);
  const connecting = told.client.connect();
  connecting.catch(() => {});
  await hub.clock.run();
  return { ...told, connecting };
}

/** The waits before the next dials, where each dial is refused, or ends in another way. */
async function waits(
  hub: PlayedHub,
  count: number,
  end: () => unknown = () => hub.dial.refuse(),
): Promise<number[]> {
  const { clock, transport } = hub;
  const all: number[] = [];
  for (let at = 0; at < count; at++) {
    end();
    await clock.run();
    const from = clock.now();
    const { length } = transport.dials;
    while (transport.dials.length === length) await clock.run((clock.next ?? 0) - clock.now());
    all.push(Math.round(clock.now() - from));
  }
  return all;
}

describe("66: options and backoff", () => {
  test("the defaults are exported, and cannot be changed", () => {
    expect(reconnectDefaults).toEqual({
      initialBackoff: 1_000,
      maxBackoff: 30_000,
      multiplier: 2,
      maxReconnectAttempts: 0,
    });
    expect(Object.isFrozen(reconnectDefaults)).toBe(true);
  });

  test("windows double up to the largest, and the wait is drawn from them", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    // The upper end of each window, as near as chance comes.
    const options = { initialBackoff: 100, maxBackoff: 1_000, random: () => 1 - 2 ** -30 };
    await connected(hub, options);
    expect(await waits(hub, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  test("a window above the largest is the largest, and powers that overflow are too", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const options = { initialBackoff: 5_000, maxBackoff: 400, multiplier: 2 ** 53 - 1 };
    await connected(hub, { ...options, random: () => 1 - 2 ** -30 });
    expect(await waits(hub, 4)).toEqual([400, 400, 400, 400]);
  });

  test("waits have jitter, which those of the original had not", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const chance = new SeededRandom(1);
    await connected(hub, { random: () => chance.next() });
    const all = await waits(hub, 6);
    expect(new Set(all).size).toBe(6);
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000].forEach((window, at) =>
      expect(all[at]).toBeLessThanOrEqual(window),
    );
  });

  test.each([
    ["multiplier", 0.5],
    ["multiplier", -4],
    ["multiplier", Infinity],
    ["multiplier", 1e300],
    ["initialBackoff", -1],
    ["maxBackoff", Number.NaN],
    ["maxReconnectAttempts", 1.5],
    ["maxReconnectAttempts", -1],
    ["onMessage", "text"],
    ["url", "ftp://hub.test"],
    ["surprise", 1],
  ])("what cannot be used is refused, where the original took another value: %s", (path, value) => {
    const hub = new PlayedHub();
    expect(() => clientOf(hub, { [path]: value })).toThrow(expect.objectContaining({ path }));
    expect(hub.transport.dials).toEqual([]);
  });
});

describe("67 and 73: messages", () => {
  test("of the original are read as they are, one by one of a batch", async () => {
    const hub = new PlayedHub();
    const { messages } = await connected(hub);
    hub.dial.message([OUTPUT, STATUS, EVENT, PONG].join("\n"));
    await hub.clock.run();
    expect(messages).toEqual([OUTPUT, STATUS, EVENT, PONG].map((text) => JSON.parse(text)));
  });

  test("that cannot be read are skipped and told, and blank lines are none", async () => {
    const hub = new PlayedHub();
    const { errors, messages } = await connected(hub);
    const broken = ["{", "7", "null", "[]", '{"data":1}', '{"type":"event","channel":5}'];
    hub.dial.message(["", OUTPUT, ...broken, "   ", EVENT, ""].join("\n"));
    await hub.clock.run();
    expect(messages.map(({ type }) => type)).toEqual(["process_output", "event"]);
    expect(errors).toHaveLength(broken.length);
  });

  test("of a type that is not known, and with a timestamp that is none, are messages", async () => {
    const hub = new PlayedHub();
    const { messages } = await connected(hub);
    // The original lost the second one.
    hub.dial.message(
      '{"type":"custom","data":0}\n{"type":"event","data":"","timestamp":1772357400500}',
    );
    await hub.clock.run();
    expect(messages).toEqual([
      { type: "custom", data: 0 },
      { type: "event", data: "" },
    ]);
  });

  test("reach a callback that throws or is missing without harm", async () => {
    const hub = new PlayedHub();
    const onMessage = (): never => {
      throw new Error("mine");
    };
    const { client, errors } = await connected(hub, { onMessage });
    hub.dial.message(`${OUTPUT}\n${EVENT}`);
    await hub.clock.run();
    expect(errors.map(String)).toEqual(["Error: mine", "Error: mine"]);
    expect(client.state).toBe("connected");
    const other = new PlayedHub();
    const none = { onMessage: undefined, onError: undefined, onConnect: undefined };
    const { client: silent } = await connected(other, none);
    other.dial.message(`{\n${OUTPUT}`);
    await other.clock.run();
    expect(silent.state).toBe("connected");
  });

  test("are events too", async () => {
    const hub = new PlayedHub();
    const { client } = await connected(hub);
    const types: string[] = [];
    client.addEventListener("message", ({ message }) => types.push(message.type));
    client.addEventListener("error", () => {
      throw new Error("of a listener of errors");
    });
    hub.dial.message(`${OUTPUT}\n{`);
    await hub.clock.run();
    expect(types).toEqual(["process_output"]);
  });
});

describe("68: a server that restarts", () => {
  test("is dialled again, not before the wait, and told as a reconnect with the dials it took", async () => {
    const hub = new PlayedHub();
    const { calls, client } = await connected(hub);
    expect([client.state, calls]).toEqual(["connected", ["connect"]]);
    await hub.clock.run(6_000);
    hub.dial.drop();
    await hub.clock.run();
    expect(calls).toEqual(["connect", "error", "disconnect"]);
    expect(client.state).toBe("disconnected");
    // Half of the window, as chance says here.
    await hub.clock.run(549);
    expect(hub.transport.dials).toHaveLength(1);
    await hub.clock.run(1);
    expect(calls.at(-1)).toBe("reconnect 1");
    expect(client.state).toBe("connected");
  });

  test("that refuses some dials is told with their number, and each as an error", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const { calls, client } = await connected(hub);
    expect(client.state).toBe("connecting");
    hub.dial.accept();
    await hub.clock.run(6_000);
    hub.dial.drop();
    await hub.clock.run(1_000);
    await waits(hub, 2);
    hub.dial.accept();
    await hub.clock.run();
    expect(calls).toEqual(["connect", "error", "disconnect", "error", "error", "reconnect 3"]);
  });

  test("that accepts and drops is not dialled at the first delay for ever, as the original did", async () => {
    const hub = new PlayedHub();
    await connected(hub);
    const all = await waits(hub, 5, () => hub.dial.drop());
    // Half of 1 s, 2 s, …, rounded up to a tenth of a second: once, and not doubled by a second wait as in the original.
    expect(all).toEqual([550, 1_050, 2_100, 4_100, 8_100]);
  });
});

describe("69: a limit of attempts", () => {
  test("ends in an error, told after the one of the last dial", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const { calls, client, connecting, errors } = await connected(hub, { maxReconnectAttempts: 3 });
    await waits(hub, 3);
    hub.dial.refuse();
    await hub.clock.run();
    await expect(connecting).rejects.toMatchObject({
      code: "ERR_CHANNEL_RETRIES",
      message: "max retries (3) exceeded",
      cause: { code: "ERR_DIAL" },
    });
    expect(hub.transport.dials).toHaveLength(4);
    expect(calls).toEqual(["error", "error", "error", "error", "error"]);
    expect(String(errors.at(-1))).toContain("max retries (3) exceeded");
    expect(client.state).toBe("disconnected");
    expect(hub.clock.pending).toBe(0);
  });

  test("holds for what follows a lost link, too", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const { connecting } = await connected(hub, { maxReconnectAttempts: 2 });
    hub.dial.accept();
    await hub.clock.run(6_000);
    hub.dial.drop();
    await hub.clock.run(1_000);
    await waits(hub, 1);
    hub.dial.refuse();
    await hub.clock.run();
    await expect(connecting).rejects.toThrow("max retries (2) exceeded");
    expect(hub.transport.dials).toHaveLength(3);
  });

  test("of 0 is none", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const { client } = await connected(hub);
    await waits(hub, 30);
    expect(client.state).toBe("connecting");
  });

  test.each([1_008, 4_401, 4_403])(
    "is not used up by a server that says %d: it is left",
    async (code) => {
      const hub = new PlayedHub();
      const { client, connecting } = await connected(hub);
      hub.dial.close(code, "not you");
      await hub.clock.run();
      await expect(connecting).rejects.toMatchObject({ closeCode: code });
      expect(client.state).toBe("disconnected");
    },
  );
});

describe("70: the end", () => {
  test("by a signal rejects with its reason, while connected and between two dials", async () => {
    const hub = new PlayedHub();
    const { calls, client } = clientOf(hub);
    const abort = new AbortController();
    const connecting = client.connect({ signal: abort.signal });
    await hub.clock.run();
    const rejected = expect(connecting).rejects.toThrow("enough");
    abort.abort(new Error("enough"));
    await hub.clock.run();
    await rejected;
    // Nobody failed, so no error is told.
    expect(calls).toEqual(["connect", "disconnect"]);
    const later = new PlayedHub({ autoAccept: false });
    const { client: waiting } = clientOf(later);
    const second = new AbortController();
    const again = waiting.connect({ signal: second.signal });
    await later.clock.run();
    later.dial.refuse();
    await later.clock.run();
    const also = expect(again).rejects.toThrow("enough");
    second.abort(new Error("enough"));
    await later.clock.run();
    await also;
    expect(later.clock.pending).toBe(0);
  });

  test("by close resolves, where the original could not be told from one that was cancelled", async () => {
    const hub = new PlayedHub();
    const { calls, client, connecting } = await connected(hub);
    const closing = client.close();
    await hub.clock.run();
    await Promise.all([closing, connecting]);
    await client.close();
    expect(calls).toEqual(["connect", "disconnect"]);
    expect([client.state, hub.clock.pending]).toEqual(["disconnected", 0]);
    // It is closed for good.
    await client.connect();
    expect(hub.transport.dials).toHaveLength(1);
  });

  test("of one that was never connected is nothing", async () => {
    const { client } = clientOf(new PlayedHub());
    await client.close();
    await client[Symbol.asyncDispose]();
    await client.connect();
    expect(client.state).toBe("disconnected");
  });

  test("by a signal is not for good, and one call is open at a time", async () => {
    const hub = new PlayedHub();
    const { calls, client } = clientOf(hub);
    const abort = new AbortController();
    const first = client.connect({ signal: abort.signal });
    await expect(client.connect()).rejects.toMatchObject({ code: "ERR_REENTRANCY" });
    await hub.clock.run();
    const rejected = expect(first).rejects.toThrow();
    abort.abort();
    await hub.clock.run();
    await rejected;
    await expect(client.connect({ signal: abort.signal })).rejects.toThrow("abort");
    void client.connect();
    await hub.clock.run();
    expect([client.state, calls]).toEqual(["connected", ["connect", "disconnect", "connect"]]);
  });
});

describe("71 and 74: sending", () => {
  test("reaches the server with all fields in their order, and a timestamp that is given", async () => {
    const hub = new PlayedHub();
    const { client } = await connected(hub);
    await client.send({ type: "subscribe", channel: "room:1" });
    await client.send(JSON.parse(STATUS) as Message);
    await client.send({
      timestamp: "2026-03-01T09:30:00Z",
      data: 0,
      processId: "",
      channel: "",
      type: "x",
    });
    await client.send({ type: "ping", data: null });
    expect(hub.dial.sent).toEqual([
      '{"type":"subscribe","channel":"room:1"}',
      STATUS,
      '{"type":"x","data":0,"timestamp":"2026-03-01T09:30:00Z"}',
      '{"type":"ping"}',
    ]);
  });

  test("32 at once succeeds, in order", async () => {
    const hub = new PlayedHub();
    const { client } = await connected(hub);
    const all = Array.from({ length: 32 }, (_, at) => at);
    await Promise.all(all.map((at) => client.send({ type: "event", data: at })));
    expect(hub.dial.sent.map((text) => JSON.parse(String(text)).data)).toEqual(all);
  });

  test("fails while not connected, after the end, for what is no message, and when it is cancelled", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const { client, errors } = clientOf(hub);
    const ping = { type: "ping" };
    const unavailable = { code: "ERR_CONNECTION_UNAVAILABLE" };
    await expect(client.send(ping)).rejects.toMatchObject(unavailable);
    void client.connect();
    await hub.clock.run();
    await expect(client.send(ping)).rejects.toMatchObject(unavailable);
    hub.dial.accept();
    await hub.clock.run();
    const config = (path: string): object => ({ code: "ERR_CONFIG", path });
    await expect(client.send({ type: "x", data: 1n })).rejects.toMatchObject(
      config("message.data"),
    );
    await expect(client.send({ type: "" })).rejects.toMatchObject(config("message.type"));
    await expect(client.send(null as never)).rejects.toMatchObject(config("message.type"));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(client.send(ping, { signal })).rejects.toThrow("enough");
    const closing = client.close();
    await hub.clock.run();
    await closing;
    await expect(client.send(ping)).rejects.toMatchObject(unavailable);
    expect([hub.dial.sent, errors]).toEqual([[], []]);
  });
});

describe("72 and liveness", () => {
  test("a frame of more than 65,536 bytes ends the link with an error of its own", async () => {
    const hub = new PlayedHub();
    const { calls, errors } = await connected(hub);
    hub.dial.message("x".repeat(65_536));
    await hub.clock.run();
    expect(errors).toHaveLength(1);
    hub.dial.message("x".repeat(65_537));
    await hub.clock.run();
    expect(errors.at(-1)).toMatchObject({ code: "ERR_READ_LIMIT" });
    expect(calls.at(-1)).toBe("disconnect");
  });

  test("a server that is silent is given up, which the original did not notice", async () => {
    const hub = new PlayedHub({ ping: false, pause: false });
    const { calls } = await connected(hub);
    await hub.clock.run(12_000);
    expect(hub.all("ping")).toHaveLength(1);
    await hub.clock.run(30_000);
    expect(calls.slice(0, 3)).toEqual(["connect", "error", "disconnect"]);
  });

  test("headers are sent", async () => {
    const hub = new PlayedHub();
    await connected(hub, { headers: { Authorization: "Bearer a" } });
    expect(hub.dial.target.headers).toEqual({ Authorization: "Bearer a" });
  });
});

test("an option that it does not know is refused with its own names and those of a connection", () => {
  const make = (): unknown => new ReconnectingClient({ url: URL, maxRetries: 1 } as never);
  expect(make).toThrow(
    /^maxRetries must be a known name \(initialBackoff, .*, onError, .*headers, .*\)/,
  );
});
