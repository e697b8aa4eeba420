// The container in memory does what it says: each of its states, and an engine that cannot be reached.

import { expect, test } from "vitest";
import { fakeContainer } from "../../src/container/fake-container.ts";

test("a fake container is created, runs once, and has ended after its stop", async () => {
  const container = fakeContainer("c-1");
  expect([container.id, await container.status(), container.isRunning]).toEqual([
    "c-1",
    "created",
    false,
  ]);
  await container.start({ env: { A: "b" } });
  expect([await container.status(), container.context?.env]).toEqual(["running", { A: "b" }]);
  await expect(container.start({ env: {} })).rejects.toMatchObject({
    code: "ERR_SUPERVISE_CONTAINER",
  });
  expect(await container.status()).toBe("running");
  await container.stop();
  expect(await container.wait()).toEqual({ code: 143, interrupted: true });
  expect(await container.status()).toBe("exited");
  await container.stop();
});

test("a fake container that was never started has no end to wait for", async () => {
  await expect(fakeContainer("c-1").wait()).rejects.toThrow(/is created/);
});

test("each reader of a fake container has all that it has written", async () => {
  const container = fakeContainer("c-1");
  await container.start({ env: {} });
  container.exit();
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const { line } of container.logs()) lines.push(line);
    return lines;
  };
  expect([await read(), await read()]).toEqual([["c-1 runs"], ["c-1 runs"]]);
});

test("a fake container tells what it was made with, or that it is a fake", async () => {
  expect(await fakeContainer("c").inspect()).toEqual({ image: "fake", ports: [], labels: {} });
  const description = { image: "pg", ports: ["1/tcp"], labels: { a: "b" } };
  expect(await fakeContainer("c", { description }).inspect()).toEqual(description);
});

test("a stubborn fake container ends by force alone", async () => {
  const container = fakeContainer("c-1", { stubborn: true });
  await container.start({ env: {} });
  await container.stop();
  expect(container.isRunning).toBe(true);
  await container.stop({ force: true });
  expect(await container.wait()).toMatchObject({ code: 137 });
});

test("an engine that cannot be reached answers nothing, and knows afterwards", async () => {
  const container = fakeContainer("c-1");
  await container.start({ env: {} });
  const waiting = container.wait();
  container.disconnect();
  await expect(waiting).rejects.toThrow(/cannot be reached/);
  await expect(container.stop()).rejects.toThrow(/cannot be reached/);
  await expect(container.inspect()).rejects.toThrow(/cannot be reached/);
  expect(await container.status()).toBe("unknown");
  container.exit(2);
  container.reconnect();
  expect(await container.wait()).toEqual({ code: 2 });
  container.vanish();
  expect(await container.status()).toBe("missing");
});

test("a signal ends a wait with its reason", async () => {
  const container = fakeContainer("c-1");
  await container.start({ env: {} });
  const controller = new AbortController();
  const waiting = container.wait({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});
