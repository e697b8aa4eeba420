// From options as given to options as used.
import { describe, expect, it } from "vitest";
import type { PeerOptions, PoolOptions } from "../../src/options/host-options.ts";
import { resolvePeer, resolvePoolOptions } from "../../src/options/resolve.ts";
import { resolveSession } from "../../src/options/resolve-session.ts";
import type { Transport } from "../../src/transport.ts";
import { refusal } from "./support/refusal.ts";
import { call, transport } from "./support/fake-transport.ts";
import { said } from "../../../../tools/production/said.ts";

const resolvePeerOptions = (...given: Parameters<typeof resolvePeer>) =>
  resolvePeer(...given).options;

describe("the options of a pool", () => {
  it("are all filled in and frozen", () => {
    const options = resolvePoolOptions({ transport });
    const { clock, random, logger, environment, ...data } = options;
    const session = {
      pingInterval: 10_000,
      dialTimeout: 10_000,
      closeTimeout: 2_000,
      writeTimeout: 30_000,
      sendBuffer: { bytes: 1_048_576, sends: 1_024 },
      minUptime: 5_000,
      readLimit: 524_288,
      stopTimeout: 5_000,
      retry: {
        initialDelay: 2_000,
        minDelay: 100,
        maxDelay: 30_000,
        multiplier: 2,
        jitter: "full",
        maxRetries: Infinity,
        initialRetries: Infinity,
      },
    };
    expect(data).toEqual({
      transport,
      ...session,
      session,
      inbox: {
        capacity: 1_024,
        limit: { messages: 32_768, bytes: 16_777_216 },
        overflow: "disconnect",
        maxPause: 20_000,
        discard: false,
      },
      events: { capacity: 4_096 },
      dialing: { perSecond: 500, inFlight: 64, probeInterval: 2_000 },
      binary: "own",
      unref: false,
    });
    for (const part of [options, data.session, data.session.retry, data.inbox, data.inbox.limit])
      expect(Object.isFrozen(part)).toBe(true);
    expect(clock.now()).toBeTypeOf("number");
    expect(random()).toBeLessThan(1);
    for (const level of ["debug", "info", "warn", "error"] as const)
      expect(logger[level]("", { component: "pool" })).toBeUndefined();
    expect(environment.subscribe(call)()).toBeUndefined();
  });

  it("leave transport, clock and other objects of the application unfrozen and uncopied", () => {
    const clock = { now: call, wall: call, schedule: call };
    const logger = { debug: call, info: call, warn: call, error: call };
    const environment = { subscribe: call };
    const { signal } = new AbortController();
    const given = {
      transport,
      clock,
      logger,
      environment,
      signal,
      random: call,
      workerFactory: call,
    };
    expect(resolvePoolOptions(given)).toMatchObject(given);
    expect(Object.isFrozen(clock)).toBe(false);
    expect(resolvePoolOptions(given).clock).toBe(clock);
  });

  it("do not change when what was given changes", () => {
    const headers: Record<string, string> = { a: "b" };
    const limit = { messages: 2_000 };
    const options = resolvePoolOptions({ transport, headers, inbox: { limit } });
    headers.a = "c";
    limit.messages = 3_000;
    expect(options.headers).toEqual({ a: "b" });
    expect(options.inbox.limit).toEqual({ messages: 2_000, bytes: 16_777_216 });
  });

  it("keep functions, also as headers", () => {
    const probe = { message: call, isAnswer: call };
    const session = { onOpen: call, ready: call, probe, retry: { classify: call } };
    expect(resolvePoolOptions({ transport, headers: call, ...session })).toMatchObject({
      headers: call,
      session,
    });
  });

  it("take what is at the edge", () => {
    const longest = 2 ** 31 - 1;
    const session = {
      keepaliveTimeout: 0,
      pingInterval: longest,
      dialTimeout: 0.5,
      sendBuffer: { bytes: 1, sends: 0 },
      readLimit: 0,
      retry: { initialDelay: 5, minDelay: 5, maxDelay: 5, multiplier: 1, maxRetries: 0 },
    };
    const inbox = { capacity: 1, limit: { messages: 1, bytes: 1 } };
    expect(resolvePoolOptions({ transport, ...session, inbox })).toMatchObject({
      ...session,
      inbox,
    });
  });

  it.each<[given: object, path: string]>([
    [{ transport: undefined }, "transport"],
    [{ transport: null }, "transport"],
    [{ transport: {} }, "transport"],
    [{ transport: { dial: call } }, "transport"],
    [{ transport: "ws" }, "transport"],
    [{ signal: {} }, "signal"],
    [{ signal: new AbortController() }, "signal"],
    [{ workerFactory: {} }, "workerFactory"],
    [{ sesion: {} }, "sesion"],
    [{ session: {} }, "session"],
    [{ pingIntervall: 5 }, "pingIntervall"],
    [{ keepaliveTimeout: -1 }, "keepaliveTimeout"],
    [{ pingInterval: "10s" }, "pingInterval"],
    [{ dialTimeout: Number.NaN }, "dialTimeout"],
    [{ closeTimeout: Infinity }, "closeTimeout"],
    [{ writeTimeout: 2 ** 31 }, "writeTimeout"],
    [{ minUptime: null }, "minUptime"],
    [{ stopTimeout: {} }, "stopTimeout"],
    [{ readLimit: 0.5 }, "readLimit"],
    [{ readLimit: Infinity }, "readLimit"],
    [{ sendBuffer: 5 }, "sendBuffer"],
    [{ sendBuffer: { bytes: 0 } }, "sendBuffer.bytes"],
    [{ sendBuffer: { sends: -1 } }, "sendBuffer.sends"],
    [{ retry: { delay: 5 } }, "retry.delay"],
    [{ retry: { multiplier: 0.5 } }, "retry.multiplier"],
    [{ retry: { multiplier: Infinity } }, "retry.multiplier"],
    [{ retry: { jitter: "some" } }, "retry.jitter"],
    [{ retry: { maxRetries: 1.5 } }, "retry.maxRetries"],
    [{ retry: { maxRetries: -1 } }, "retry.maxRetries"],
    [{ retry: { classify: "retry" } }, "retry.classify"],
    [{ retry: { initialDelay: 30_001 } }, "retry.initialDelay"],
    [{ retry: { minDelay: 30_001 } }, "retry.minDelay"],
    [{ onOpen: {} }, "onOpen"],
    [{ ready: true }, "ready"],
    [{ probe: call }, "probe"],
    [{ probe: { message: "ping" } }, "probe"],
    [{ probe: { message: call, isAnswer: "pong" } }, "probe"],
    [{ inbox: { capacity: 0 } }, "inbox.capacity"],
    [{ inbox: { capacity: 32_769 } }, "inbox.capacity"],
    [{ inbox: { limit: 5 } }, "inbox.limit"],
    [{ inbox: { capacity: 101, limit: { messages: 100 } } }, "inbox.capacity"],
    [{ inbox: { limit: { bytes: 0 } } }, "inbox.limit.bytes"],
    [{ inbox: { overflow: "drop" } }, "inbox.overflow"],
    [{ inbox: { maxPause: -5 } }, "inbox.maxPause"],
    [{ events: { capacity: 0 } }, "events.capacity"],
    [{ dialing: { perSecond: 0 } }, "dialing.perSecond"],
    [{ dialing: { inFlight: 0 } }, "dialing.inFlight"],
    [{ headers: { a: "b\nc" } }, "headers.a"],
    [{ environment: {} }, "environment"],
    [{ logger: { info: call } }, "logger"],
    [{ clock: { now: call } }, "clock"],
    [{ random: 0.5 }, "random"],
    [{ unref: "yes" }, "unref"],
  ])("%j are refused at %s", (given, path) => {
    const error = refusal(() => resolvePoolOptions({ transport, ...given }));
    expect(error.path).toBe(path);
    expect(error.message).toContain(said(`${path} must be `));
  });

  it("name the value in the error", () => {
    const error = refusal(() => resolvePoolOptions({ transport, inbox: { capacity: -5 } }));
    expect(error.message).toBe(
      said("inbox.capacity must be a whole number from 1 to 9007199254740991, got -5."),
    );
    expect(error.value).toBe(-5);
  });

  it("are refused without a transport, also where nothing is given", () => {
    for (const given of [undefined, {}])
      expect(refusal(() => resolvePoolOptions(given as unknown as PoolOptions)).message).toBe(
        said("transport must be given, got undefined."),
      );
  });

  it("let one dial through at a time where the platform does, unless they say otherwise", () => {
    const serial: Transport = { ...transport, can: { ...transport.can, serialHandshakes: true } };
    const inFlight = (dialing?: PoolOptions["dialing"]): number =>
      resolvePoolOptions({ transport: serial, dialing }).dialing.inFlight;
    expect([inFlight(), inFlight({ perSecond: 5 }), inFlight({ inFlight: undefined })]).toEqual([
      1, 1, 1,
    ]);
    expect(inFlight({ inFlight: 64 })).toBe(64);
  });

  it("are refused with headers that the transport cannot send", () => {
    const unable: Transport = {
      ...transport,
      name: "platform",
      can: { ...transport.can, headers: false },
    };
    expect(
      refusal(() => resolvePoolOptions({ transport: unable, headers: { a: "b" } })).message,
    ).toBe(said("headers must be absent, as platform cannot send them, got an object of Object."));
    resolvePoolOptions({ transport: unable });
  });
});

describe("the options of a peer", () => {
  it("may be a URL", () => {
    const options = { id: "wss://h/x", url: "wss://H/x/" };
    expect(resolvePeerOptions("wss://H/x/", transport)).toEqual(options);
    expect(resolvePeerOptions(new URL("wss://h/x/"), transport)).toEqual({
      ...options,
      url: "wss://h/x/",
    });
    expect(resolvePeerOptions({ url: "wss://H/x/#part" }, transport)).toEqual(options);
  });

  it("keep an id verbatim", () => {
    const options = { id: " Relay A ", url: "wss://h" };
    expect(resolvePeerOptions(options, transport)).toEqual(options);
    expect(resolvePeerOptions({ id: "a", url: call }, transport)).toEqual({ id: "a", url: call });
  });

  it("are copied and frozen, and leave out what was left out", () => {
    const given = {
      id: "a",
      url: "wss://h",
      protocols: ["x"],
      headers: { a: "b" },
      retry: { maxDelay: 5 },
      signal: new AbortController().signal,
      transport,
      workerFactory: call,
    };
    const options = resolvePeerOptions(given, transport);
    expect(options).toEqual(given);
    for (const part of [options, options.protocols, options.headers, options.retry])
      expect(Object.isFrozen(part)).toBe(true);
    given.protocols[0] = "y";
    given.headers.a = "c";
    given.retry.maxDelay = 6;
    expect(options).toMatchObject({
      protocols: ["x"],
      headers: { a: "b" },
      retry: { maxDelay: 5 },
    });
    expect(resolvePeerOptions({ url: "wss://h", pingInterval: 0 }, transport)).toEqual({
      id: "wss://h",
      url: "wss://h",
      pingInterval: 0,
    });
  });

  it.each<[given: unknown, path: string]>([
    [undefined, "url"],
    [{}, "url"],
    [{ id: "a" }, "url"],
    ["ftp://h", "url"],
    [{ url: 5 }, "url"],
    [{ id: "a", url: "h:8080" }, "url"],
    [null, "options"],
    [5, "options"],
    [["wss://h"], "options"],
    [call, "options"],
    [{ url: call }, "id"],
    [{ id: "", url: "wss://h" }, "id"],
    [{ id: 5, url: "wss://h" }, "id"],
    [{ uri: "wss://h" }, "uri"],
    [{ url: "wss://h", protocols: "a b" }, "protocols"],
    [{ url: "wss://h", headers: { a: "\0" } }, "headers.a"],
    [{ url: "wss://h", signal: 5 }, "signal"],
    [{ url: "wss://h", transport: {} }, "transport"],
    [{ url: "wss://h", workerFactory: 5 }, "workerFactory"],
    [{ url: "wss://h", pingIntervall: 5 }, "pingIntervall"],
    [{ url: "wss://h", retry: { minDelay: 5, maxDelay: 4 } }, "retry.minDelay"],
    [{ url: "wss://h", inbox: {} }, "inbox"],
  ])("%j are refused at %s", (given, path) => {
    const error = refusal(() => resolvePeerOptions(given as PeerOptions, transport));
    expect(error.path).toBe(path);
    expect(error.message).toContain(said(`${path} must be `));
  });

  it("may be a URL and the options beside it", () => {
    const url = "wss://h";
    expect(resolvePeerOptions(url, transport, { id: "a", protocols: "x" })).toEqual({
      id: "a",
      url,
      protocols: "x",
    });
    expect(resolvePeerOptions(new URL(url), transport, {})).toEqual({ id: url, url: `${url}/` });
  });

  it.each<[given: unknown[], message: string]>([
    [["wss://h", "secret"], 'options must be an object, such as { protocols }, got "string".'],
    [["wss://h", ["v1"]], 'options must be an object, such as { protocols }, got "object".'],
    [["wss://h", null], 'options must be an object, such as { protocols }, got "object".'],
    [["wss://h", { url: "wss://i" }], 'url must be a single value, got "2 values".'],
    [[{ url: "wss://h" }, {}], "url must be a ws: or wss: URL, got an object of Object."],
    [
      ["wss://h", { protocol: "v1" }],
      'protocol must be a known name (id, url, protocols, headers, signal, transport, workerFactory, inbox, keepaliveTimeout, pingInterval, dialTimeout, closeTimeout, writeTimeout, sendBuffer, minUptime, readLimit, stopTimeout, retry, onOpen, ready, probe), got "string".',
    ],
  ])("%j are refused as arguments of connect", ([target, options], message) => {
    expect(
      refusal(() => resolvePeerOptions(target as string, transport, options as object)).message,
    ).toBe(said(message));
  });

  it("resolve a relative URL against the base of the transport that dials it", () => {
    const of = (base: string): Transport => ({ ...transport, base });
    const page = of("https://app.example/shop/cart?a=1");
    expect(resolvePeerOptions("/ws", page)).toEqual({
      id: "wss://app.example/ws",
      url: "wss://app.example/ws",
    });
    expect(
      resolvePeerOptions({ url: "feed?b#c", transport: of("http://other.example:80/x/") }, page),
    ).toMatchObject({ id: "ws://other.example/x/feed?b", url: "ws://other.example/x/feed?b" });
    expect(refusal(() => resolvePeerOptions("/ws?token=canary", transport)).message).toBe(
      said('url must be an absolute ws: or wss: URL, as the transport has no base, got "/ws?…".'),
    );
  });

  it("come with the address of a constant URL, and without one where it is a function", () => {
    expect(resolvePeer({ id: "a", url: "WSS://H:443/x/" }, transport).address).toEqual({
      key: "wss://h/x",
      url: "WSS://H:443/x/",
      origin: "wss://h",
    });
    expect(resolvePeer({ id: "a", url: call }, transport).address).toBeUndefined();
  });

  it("are refused with a url function and no id, and the error says why", () => {
    expect(refusal(() => resolvePeerOptions({ url: call }, transport)).message).toBe(
      said("id must be given, as url is a function, got undefined."),
    );
  });
});

describe("the session options of a peer", () => {
  const { session } = resolvePoolOptions({ transport, retry: { maxDelay: 9_000 } });

  it("are those of the pool where nothing is given", () => {
    expect(resolveSession({}, session)).toBe(session);
    expect(resolveSession({ pingInterval: undefined }, session)).toBe(session);
  });

  it("go before those of the pool, one by one", () => {
    const own = resolveSession({ pingInterval: 5, retry: { minDelay: 50 } }, session);
    expect(own).toEqual({
      ...session,
      pingInterval: 5,
      retry: { ...session.retry, minDelay: 50 },
    });
    expect(own.sendBuffer).toBe(session.sendBuffer);
    expect(Object.isFrozen(own)).toBe(true);
    expect(Object.isFrozen(own.retry)).toBe(true);
  });

  it("give way where only the other side was asked for", () => {
    expect(resolveSession({ retry: { maxDelay: 60 } }, session).retry).toMatchObject({
      initialDelay: 60,
      maxDelay: 60,
    });
  });

  it("are compared with those of the pool", () => {
    const error = refusal(() => resolveSession({ retry: { minDelay: 9_001 } }, session));
    expect(error.message).toBe(said("retry.minDelay must be at most maxDelay (9000), got 9001."));
  });
});
