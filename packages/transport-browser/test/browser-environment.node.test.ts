// The signals where there is no page, and where there are no events at all.
import { browserEnvironment } from "@skep/transport-browser";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("where the platform has no events, nothing is told and nothing fails", () => {
  expect(Reflect.get(globalThis, "addEventListener")).toBeUndefined();
  const listener = vi.fn();
  const leave = browserEnvironment().subscribe(listener);
  leave();
  expect(listener).not.toHaveBeenCalled();
});

test("where a document has no events, as in some stand-ins, it still says that it is hidden", () => {
  vi.stubGlobal("document", { visibilityState: "hidden" });
  const listener = vi.fn();
  browserEnvironment().subscribe(listener)();
  expect(listener.mock.calls).toEqual([["hidden"]]);
});

test("in a worker, which has no page, the network is told", () => {
  const worker = new EventTarget();
  vi.stubGlobal("addEventListener", worker.addEventListener.bind(worker));
  const listener = vi.fn();
  const leave = browserEnvironment().subscribe(listener);
  for (const type of ["offline", "online", "visibilitychange", "freeze"])
    worker.dispatchEvent(new Event(type));
  leave();
  worker.dispatchEvent(new Event("offline"));
  expect(listener.mock.calls).toEqual([["offline"], ["online"]]);
});

test("a worker that begins without a network says so at once, and one that has one, or cannot know, says nothing", () => {
  for (const [navigator, told] of [
    [{ onLine: false }, ["offline"]],
    [{ onLine: true }, []],
    [{}, []],
    [undefined, []],
  ] as const) {
    vi.stubGlobal("navigator", navigator);
    const listener = vi.fn();
    browserEnvironment().subscribe(listener)();
    expect(listener.mock.calls.flat()).toEqual(told);
  }
});
