// What waits for the engine can be given up by a signal, and then leaves nothing behind.

import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine, EngineSession } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { Hub } from "../../src/hub.ts";
import { Publisher } from "../../src/publisher.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

const never = new Promise<never>(() => {});

/** An engine that answers nothing but what concerns broadcasts. */
const silent: Engine = {
  name: "silent",
  async open(listener): Promise<EngineSession> {
    const session = await memoryEngine().open(listener);
    return {
      publish: () => never,
      subscribe: (channel) => (channel === "$all" ? session.subscribe(channel) : never),
      unsubscribe: (channel) => session.unsubscribe(channel),
      read: () => never,
      close: () => session.close(),
    };
  },
};

type Options = { readonly signal: AbortSignal };
const child = () => spawn(process.execPath, ["-p", "1"]);

const calls: [string, (hub: Hub, options: Options) => Promise<unknown>][] = [
  ["publish", (hub, options) => hub.publish("a", 1, options)],
  ["broadcast", (hub, options) => hub.broadcast({ type: "event", data: 1 }, options)],
  ["sendEvent", (hub, options) => hub.sendEvent("e", 1, options)],
  ["sendError", (hub, options) => hub.sendError("e", options)],
  ["sendProcessOutput", (hub, options) => hub.sendProcessOutput("p", "line", options)],
  ["sendProcessStatus", (hub, options) => hub.sendProcessStatus("p", "exited", 0, options)],
  ["streamProcess", (hub, options) => hub.streamProcess(child(), "p", options)],
];

/** Those that wait for a hub that is not ready, too. */
const early: typeof calls = [
  ...calls,
  ["subscribe", (hub, options) => hub.subscribe({ user: "ada" }, "a", options)],
  ["unsubscribe", (hub, options) => hub.unsubscribe({ user: "ada" }, "a", options)],
  ["listen", (hub, options) => hub.listen({ port: 0, ...options })],
  ["drain", (hub, options) => hub.drain({ over: 1, ...options })],
];

const reason = new Error("given up");

async function giveUp(call: (options: Options) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  const waiting = call({ signal: controller.signal });
  await delay(20);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
}

describe("a call that waits for the engine ends with its signal", () => {
  test.each(calls)("%s", async (_name, call) => {
    const { hub } = await startHub({ engine: silent });
    await giveUp((options) => call(hub, options));
    await expect(call(hub, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("subscribe, and the channel may still be given", async () => {
    const { hub, url } = await startHub({ engine: silent });
    await RawClient.greet(url);
    const [client] = hub.clients();
    await giveUp((options) => hub.subscribe(client!, "a", options));
    expect(client?.subscriptions()).toEqual(["a"]);
  });

  test("publish of a publisher", async () => {
    const publisher = new Publisher({ engine: silent });
    await giveUp((options) => publisher.publish("a", 1, options));
    await publisher.close();
  });

  test.each(early)("%s, while the hub is not ready", async (_name, call) => {
    const hub = new Hub({ engine: { name: "late", open: () => never } });
    await giveUp((options) => call(hub, options));
    await hub.close();
  });

  test.each(early)("%s, for which a signal that is none is a ConfigError", async (_name, call) => {
    const { hub } = await startHub();
    for (const signal of [null, 5, {}, new AbortController()])
      await expect(call(hub, { signal: signal as never })).rejects.toMatchObject({
        code: "ERR_CONFIG",
        path: "signal",
      });
    expect(hub.status).toBe("up");
  });
});

describe("a stream of a process that is given up", () => {
  const children: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const each of children.splice(0)) each.kill("SIGKILL");
  });

  test("closes its outputs, publishes nothing more, and leaves the process alone", async () => {
    const { hub } = await startHub({
      namespaces: { process: { history: { messages: 9, age: 60_000 } } },
    });
    const program =
      "console.log('one'); process.stdout.on('error', () => {}); setInterval(() => {}, 1000)";
    const running = spawn(process.execPath, ["-e", program]);
    children.push(running);
    const controller = new AbortController();
    const waiting = hub.streamProcess(running, "p", { signal: controller.signal });
    const published = (): number =>
      Number(/^skep_hub_publishes_total\{[^}]*published"\} (\d+)$/m.exec(hub.metrics())?.[1]);
    await expect.poll(published, { timeout: 15_000 }).toBe(1);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect([running.stdout?.destroyed, running.stderr?.destroyed]).toEqual([true, true]);
    expect(running.exitCode).toBeNull();
    expect(published()).toBe(1);
  });
});
