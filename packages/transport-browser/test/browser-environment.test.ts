// What the platform's events become, in each engine that runs this: dispatched here, as no test can close the lid.
import { Pool } from "@skep/core";
import { MemoryTransport } from "@skep/core/testing";
import { browserEnvironment } from "@skep/transport-browser";
import { afterEach, describe, expect, test, vi } from "vitest";

const document = Reflect.get(globalThis, "document") as EventTarget;
const window = globalThis as unknown as EventTarget;

/** What a subscriber is told from now on, and how it leaves. */
function subscribed(environment = browserEnvironment()): { told: string[]; leave: () => void } {
  const told: string[] = [];
  return { told, leave: environment.subscribe((signal) => told.push(signal)) };
}

function dispatch(target: EventTarget, type: string, persisted?: boolean): void {
  const event = new Event(type);
  if (persisted !== undefined) Object.assign(event, { persisted });
  target.dispatchEvent(event);
}

/** The page is hidden or not, whatever the engine says. */
function setVisibility(visibilityState: string): void {
  Object.defineProperty(document, "visibilityState", {
    value: visibilityState,
    configurable: true,
  });
}

/** The types that are listened for now, as far as they were added since. */
function spied(): () => string[] {
  const added: { type: string; signal: AbortSignal }[] = [];
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target);
    vi.spyOn(target, "addEventListener").mockImplementation((type, listener, options) => {
      const { signal } = options as { signal: AbortSignal };
      added.push({ type, signal });
      add(type, listener, options);
    });
  }
  return () => added.filter(({ signal }) => !signal.aborted).map(({ type }) => type);
}

const ALL = ["online", "offline", "pagehide", "pageshow", "visibilitychange", "freeze", "resume"];

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, "visibilityState");
});

describe("the platform's event", () => {
  test.each([
    ["online", window, undefined, "online"],
    ["offline", window, undefined, "offline"],
    ["pagehide", window, true, "frozen"],
    ["pageshow", window, true, "woken"],
    ["freeze", document, undefined, "frozen"],
    ["resume", document, undefined, "woken"],
  ] as const)("%s is told once, for what it is", (type, target, persisted, signal) => {
    setVisibility("visible");
    const { told, leave } = subscribed();
    dispatch(target, type, persisted);
    leave();
    expect(told).toEqual([signal]);
  });

  test("visibilitychange is told for what the page then is", () => {
    setVisibility("visible");
    const { told, leave } = subscribed();
    for (const state of ["hidden", "visible", "hidden"]) {
      setVisibility(state);
      dispatch(document, "visibilitychange");
    }
    leave();
    expect(told).toEqual(["hidden", "visible", "hidden"]);
  });

  test.each(["pagehide", "pageshow"])("%s of a page that is not kept is silent", (type) => {
    setVisibility("visible");
    const { told, leave } = subscribed();
    dispatch(window, type, false);
    dispatch(window, type);
    leave();
    expect(told).toEqual([]);
  });
});

describe("a subscriber", () => {
  test("is told at once that the page is hidden", () => {
    setVisibility("hidden");
    const { told, leave } = subscribed();
    leave();
    expect(told).toEqual(["hidden"]);
  });

  test("is told at once that there is no network", () => {
    setVisibility("hidden");
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const { told, leave } = subscribed();
    leave();
    expect(told).toEqual(["hidden", "offline"]);
  });

  test.each(["visible", "prerender"])("is told nothing of a page that is %s", (state) => {
    setVisibility(state);
    const { told, leave } = subscribed();
    leave();
    expect(told).toEqual([]);
  });

  test("is told nothing after it has left, any number of times, and others are", () => {
    setVisibility("visible");
    const environment = browserEnvironment();
    const [first, second] = [subscribed(environment), subscribed(environment)];
    dispatch(window, "offline");
    first.leave();
    first.leave();
    for (const type of ALL) dispatch(window, type, true);
    for (const type of ALL) dispatch(document, type, true);
    second.leave();
    expect(first.told).toEqual(["offline"]);
    expect(second.told).toEqual([
      "offline",
      "online",
      "offline",
      "frozen",
      "woken",
      "visible",
      "frozen",
      "woken",
    ]);
  });

  test("listens from when it subscribes, and leaves no listener", () => {
    const listened = spied();
    const environment = browserEnvironment();
    expect(listened()).toEqual([]);
    const [first, second] = [subscribed(environment), subscribed(environment)];
    expect(listened()).toEqual([...ALL, ...ALL]);
    first.leave();
    expect(listened()).toEqual(ALL);
    second.leave();
    expect(listened()).toEqual([]);
  });
});

describe("a pool", () => {
  test("listens once, from its first peer on, and no longer than it lives", async () => {
    const listened = spied();
    const pool = new Pool({ transport: new MemoryTransport(), environment: browserEnvironment() });
    expect(listened()).toEqual([]);
    pool.connect({ id: "a", url: "wss://a.example" });
    pool.connect({ id: "b", url: "wss://b.example" });
    expect(listened()).toEqual(ALL);
    await pool.remove("a");
    expect(listened()).toEqual(ALL);
    await pool.remove("b");
    expect(listened()).toEqual([]);
    pool.connect({ id: "c", url: "wss://c.example" });
    expect(listened()).toEqual(ALL);
    await pool.close();
    expect(listened()).toEqual([]);
  });

  test("redials soon when the network is back, though its origin asked for nothing", async () => {
    setVisibility("visible");
    const transport = new MemoryTransport({ onDial: (dial) => dial.refuse() });
    const retry = { initialDelay: 600_000, minDelay: 600_000, maxDelay: 600_000 };
    const pool = new Pool({ transport, environment: browserEnvironment(), retry });
    const failed = (): Promise<unknown> =>
      new Promise((resolve) => pool.addEventListener("dialfailed", resolve, { once: true }));
    const first = failed();
    pool.connect({ id: "a", url: "wss://a.example" });
    await first;
    const second = failed();
    dispatch(window, "online");
    await second;
    expect(transport.dials).toHaveLength(2);
    await pool.close();
  });
});
