// Work that may go on for longer than anybody waits for it.
import { expect, it } from "vitest";
import { unlessAborted } from "../../src/base/unless-aborted.ts";

const reason = new Error("mine");
const never = new Promise<never>(() => {});

it.each([undefined, new AbortController().signal])(
  "gives what it gives, and throws what it throws (%s)",
  async (signal) => {
    expect(await unlessAborted(signal, async () => 5)).toBe(5);
    await expect(unlessAborted(signal, () => Promise.reject(reason))).rejects.toBe(reason);
    await expect(unlessAborted(signal, () => Promise.reject())).rejects.toBeUndefined();
  },
);

it("is not waited for when its signal aborts, and what becomes of it then is told to nobody", async () => {
  const controller = new AbortController();
  let fail = (_: Error): void => {};
  const work = new Promise<never>((_, reject) => (fail = reject));
  const waiting = unlessAborted(controller.signal, () => work);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  fail(new Error("late"));
  await expect(unlessAborted(controller.signal, () => never)).rejects.toBe(reason);
});

it("does not begin for a signal that has aborted already", async () => {
  let isBegun = false;
  const run = async (): Promise<void> => void (isBegun = true);
  await expect(unlessAborted(AbortSignal.abort(reason), run)).rejects.toBe(reason);
  expect(isBegun).toBe(false);
});
