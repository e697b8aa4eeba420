// Waits that a signal can end.
import { describe, expect, it } from "vitest";
import { abortable, type Settle } from "../../src/base/abortable.ts";

const reason = new Error("mine");

/** A wait under way, what became of it, and what was done. */
function begin(signal?: AbortSignal) {
  const done: string[] = [];
  let settle: Settle = () => {};
  const promise = abortable(signal, (given) => {
    settle = given;
    done.push("begun");
    return () => done.push("left");
  });
  return { promise, done, settle: (error?: unknown) => settle(error) };
}

describe("a wait", () => {
  it("begins at once, and resolves when it is settled", async () => {
    const { promise, done, settle } = begin();
    expect(done).toEqual(["begun"]);
    settle();
    await promise;
    expect(done).toEqual(["begun"]);
  });

  it("rejects with the error with which it is settled", async () => {
    const { promise, settle } = begin();
    settle(reason);
    await expect(promise).rejects.toBe(reason);
  });

  it("may be settled while it begins", async () => {
    const { signal } = new AbortController();
    await abortable(signal, (settle) => {
      settle();
      return () => {};
    });
  });

  it("does not begin for a signal that has aborted already", async () => {
    const { promise, done } = begin(AbortSignal.abort(reason));
    await expect(promise).rejects.toBe(reason);
    expect(done).toEqual([]);
  });

  it("is left when its signal aborts, and rejects with the reason", async () => {
    const controller = new AbortController();
    const { promise, done } = begin(controller.signal);
    controller.abort(reason);
    expect(done).toEqual(["begun", "left"]);
    await expect(promise).rejects.toBe(reason);
  });

  it.each([undefined, reason])(
    "hears its signal no more once it is settled (%s)",
    async (error) => {
      const controller = new AbortController();
      const { promise, done, settle } = begin(controller.signal);
      settle(error);
      controller.abort(new Error("too late"));
      expect(done).toEqual(["begun"]);
      await promise.catch((caught: unknown) => expect(caught).toBe(reason));
    },
  );
});
