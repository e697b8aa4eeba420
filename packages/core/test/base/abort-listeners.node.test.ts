// One listener a signal, whoever waits for its abort.
import { describe, expect, it, vi } from "vitest";
import { whenAborted } from "../../src/base/abort-listeners.ts";

/** A signal whose listeners are counted as the platform counts them, by identity. */
function watched() {
  const controller = new AbortController();
  const { signal } = controller;
  const listening = new Set<unknown>();
  const add = vi.spyOn(signal, "addEventListener");
  add.mockImplementation((...[type, listener, options]) => {
    listening.add(listener);
    EventTarget.prototype.addEventListener.call(signal, type, listener, options);
  });
  const remove = vi.spyOn(signal, "removeEventListener");
  remove.mockImplementation((...[type, listener, options]) => {
    listening.delete(listener);
    EventTarget.prototype.removeEventListener.call(signal, type, listener, options);
  });
  return { controller, signal, listening };
}

describe("who waits for a signal", () => {
  it("is one listener with all others, of which Node 20 would warn as a leak, and leaves none behind", () => {
    const { signal, listening } = watched();
    const leave = Array.from({ length: 12 }, () => whenAborted(signal, () => {}));
    expect(listening.size).toBe(1);
    for (const each of leave) each();
    expect(listening.size).toBe(0);
    // Once more is nothing.
    for (const each of leave) each();
    whenAborted(signal, () => {});
    expect(listening.size).toBe(1);
  });

  it("is called in the order of coming, and not when it left", () => {
    const { controller, signal } = watched();
    const called: string[] = [];
    whenAborted(signal, () => called.push("first"));
    const leave = whenAborted(signal, () => called.push("left"));
    whenAborted(signal, () => {
      called.push("second");
      leaveLater();
    });
    const leaveLater = whenAborted(signal, () => called.push("left meanwhile"));
    leave();
    controller.abort();
    expect(called).toEqual(["first", "second"]);
  });

  it("is called although another one throws, which the platform reports", async () => {
    const { controller, signal } = watched();
    const mine = new RangeError("mine");
    const reported = new Promise((resolve) => process.once("unhandledRejection", resolve));
    const act = vi.fn<() => void>();
    whenAborted(signal, () => {
      throw mine;
    });
    whenAborted(signal, act);
    controller.abort();
    expect(act).toHaveBeenCalledTimes(1);
    expect(await reported).toBe(mine);
  });
});
