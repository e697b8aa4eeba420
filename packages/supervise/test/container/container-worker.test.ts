// A container as a worker, over a container in memory: what every worker promises, and an engine that comes and goes.

import { ManualClock } from "@skep/core/testing";
import { testManagedWorker } from "@skep/testing";
import { describe, expect, test } from "vitest";
import type {
  Container,
  ContainerLine,
  ContainerStartContext,
} from "../../src/container/container.ts";
import { ContainerWorker } from "../../src/container/container-worker.ts";
import {
  type FakeContainer,
  fakeContainer,
  type FakeContainerOptions,
} from "../../src/container/fake-container.ts";

testManagedWorker({
  name: "a container in memory",
  test,
  worker: () => {
    const container = fakeContainer("c-1");
    const worker = new ContainerWorker("job", container);
    const refused = fakeContainer("c-2", { refuses: new Error("no image") });
    return {
      worker,
      finish: () => container.exit(),
      fail: () => container.exit(3),
      failing: () => new ContainerWorker("job", refused),
      stubborn: () => new ContainerWorker("job", fakeContainer("c-3", { stubborn: true })),
      handover: () => {
        const { env = {} } = container.context ?? {};
        return { resumeId: env["LIFECYCLE_RESUME_ID"], previousExit: env["LIFECYCLE_PREV_EXIT"] };
      },
      isRunning: () => container.isRunning,
    };
  },
  capabilities: {
    finishes: true,
    fails: true,
    refuses: true,
    forces: true,
    suspends: false,
    subscribes: true,
    handsOver: true,
  },
});

/** Everything that is due in this time, and all that follows. */
async function pass(clock: ManualClock, time: number): Promise<void> {
  for (let at = 0; at < time; at += 10) {
    clock.advance(10);
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

interface Scene {
  readonly clock: ManualClock;
  readonly container: FakeContainer;
  readonly worker: ContainerWorker;
}

async function running(options: FakeContainerOptions = {}): Promise<Scene> {
  const clock = new ManualClock();
  const container = fakeContainer("c-1", options);
  const worker = new ContainerWorker("job", container, { clock, random: () => 0.5 });
  await worker.start();
  await settle();
  return { clock, container, worker };
}

const engineOf = ({ worker }: Scene): string | undefined => worker.state().metadata["container"];

describe("a container worker", () => {
  test("tells what its container is made of", async () => {
    const labels = { team: "red" };
    const description = { image: "pg:16", ip: "10.0.0.7", ports: ["5432/tcp", "80/tcp"], labels };
    const { worker } = await running({ description });
    expect(String(worker)).toBe("ContainerWorker(job, c-1)");
    expect(worker.state().metadata).toEqual({
      type: "container",
      image: "pg:16",
      ip: "10.0.0.7",
      ports: "5432/tcp, 80/tcp",
      container: "running",
      "label.team": "red",
    });
  });

  test("keeps the lines of its container", async () => {
    const { container, worker } = await running({ lines: ["one"] });
    container.write("two");
    container.write("error", "stderr");
    await settle();
    expect([worker.stdout.recent(), worker.stderr.recent()]).toEqual([["one", "two"], ["error"]]);
    container.exit();
    await worker.wait();
    const lines: string[] = [];
    for await (const line of worker.stdout) lines.push(line);
    expect(lines).toEqual(["one", "two"]);
  });

  test("runs on while its engine is away, and learns what became of its container", async () => {
    const scene = await running({ lines: ["one"] });
    const { clock, container, worker } = scene;
    container.disconnect();
    await pass(clock, 30_000);
    expect([engineOf(scene), worker.state().status]).toEqual(["unknown", "running"]);
    container.write("two");
    container.reconnect();
    await pass(clock, 6_000);
    expect([engineOf(scene), worker.state().status]).toEqual(["running", "running"]);
    // Read again from the start, and told once.
    expect(worker.stdout.recent()).toEqual(["one", "two"]);
    container.disconnect();
    container.exit(4);
    await pass(clock, 1_000);
    expect(worker.state().status).toBe("running");
    container.reconnect();
    await pass(clock, 6_000);
    expect(await worker.wait()).toMatchObject({ code: 4, status: "failed" });
  });

  test("fails where somebody removes its container", async () => {
    const { clock, container, worker } = await running();
    container.vanish();
    await pass(clock, 200);
    const report = await worker.wait();
    expect(report).toMatchObject({ status: "failed", error: { code: "ERR_SUPERVISE_CONTAINER" } });
    expect(worker.state().error).toMatch(/removed by somebody else/);
  });

  test.each([
    [500, 2, "stopped"],
    [5_000, 1, "stopping"],
  ])(
    "after %i ms asks a container that has not heard it %i times to end: it is %s",
    async (age, times, status) => {
      const clock = new ManualClock();
      const container = fakeContainer("c-1");
      let asked = 0;
      const stop: Container["stop"] = async (options) => {
        if (++asked > 1) await container.stop(options);
      };
      const worker = new ContainerWorker("job", { ...portOf(container), stop }, { clock });
      await worker.start();
      await pass(clock, age);
      const stopping = worker.stop({ timeout: 60_000 });
      await pass(clock, 3_000);
      expect([asked, worker.state().status]).toEqual([times, status]);
      void worker.stop({ timeout: 0 });
      await pass(clock, 10);
      await stopping;
    },
  );

  test("tries a stop again that its engine did not hear", async () => {
    const { clock, container, worker } = await running();
    container.disconnect();
    const stopping = worker.stop({ timeout: 20_000 });
    await pass(clock, 10_000);
    expect(container.isRunning).toBe(true);
    container.reconnect();
    await pass(clock, 6_000);
    expect(await stopping).toMatchObject({ code: 143, status: "stopped" });
  });

  test("is abandoned where its engine stays away, and rests then", async () => {
    const { clock, container, worker } = await running();
    container.disconnect();
    const stopping = worker.stop({ timeout: 1_000 });
    await pass(clock, 7_000);
    expect(await stopping).toMatchObject({ status: "abandoned" });
    container.reconnect();
    await pass(clock, 60_000);
    // It may run, and whoever starts the next one finds it: nobody ends it behind the back of the report.
    expect(container.isRunning).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("ends although its engine follows the logs for ever, with what they still bring", async () => {
    const clock = new ManualClock();
    const container = fakeContainer("c-1", { lines: ["one"] });
    const lines = ["late", "later"];
    const logs = async function* (): AsyncGenerator<ContainerLine, void> {
      yield* container.logs();
      for (const line of lines) {
        await new Promise<void>((resolve) => void clock.schedule(700, resolve));
        yield { source: "stdout", line };
      }
      await new Promise(() => {});
    };
    const worker = new ContainerWorker("job", { ...portOf(container), logs }, { clock });
    await worker.start();
    await settle();
    container.exit();
    await pass(clock, 5_000);
    expect(worker.state().status).toBe("finished");
    expect(worker.stdout.recent()).toEqual(["one", ...lines]);
    expect(clock.pending).toBe(0);
  });

  test("fails where its container turns out not to have been started", async () => {
    const clock = new ManualClock();
    const container = fakeContainer("c-1");
    const start = async (): Promise<void> => {
      container.disconnect();
      throw new Error("the answer was lost");
    };
    const worker = new ContainerWorker("job", { ...portOf(container), start }, { clock });
    await worker.start();
    await pass(clock, 1_000);
    expect(worker.state()).toMatchObject({ status: "running", metadata: { container: "unknown" } });
    container.reconnect();
    await pass(clock, 6_000);
    expect(worker.state()).toMatchObject({ status: "failed" });
    expect(worker.state().error).toMatch(/did not start/);
  });

  test("learns the end of its container although its engine forgets who waits for it", async () => {
    const clock = new ManualClock();
    const container = fakeContainer("c-1");
    let calls = 0;
    const wait: Container["wait"] = (options) =>
      ++calls === 1 ? new Promise(() => {}) : container.wait(options);
    const worker = new ContainerWorker("job", { ...portOf(container), wait }, { clock });
    await worker.start();
    await pass(clock, 25_000);
    expect([calls, worker.state().status]).toEqual([1, "running"]);
    container.exit(4);
    await pass(clock, 15_000);
    expect(await worker.wait()).toMatchObject({ code: 4, status: "failed" });
    expect([calls, clock.pending]).toEqual([2, 0]);
  });

  test("takes a start for begun that was done while the answer was lost", async () => {
    const clock = new ManualClock();
    const container = fakeContainer("c-1");
    const start = async (context: ContainerStartContext): Promise<void> => {
      await container.start(context);
      throw new Error("the answer was lost");
    };
    const worker = new ContainerWorker("job", { ...portOf(container), start }, { clock });
    await worker.start();
    expect(worker.state().status).toBe("running");
    await worker.stop();
    expect(container.isRunning).toBe(false);
  });
});

/** What a worker sees of it, to be changed. */
function portOf(container: FakeContainer): Container {
  return {
    id: container.id,
    start: (context) => container.start(context),
    stop: (options) => container.stop(options),
    inspect: (options) => container.inspect(options),
    logs: (options) => container.logs(options),
    status: (options) => container.status(options),
    wait: (options) => container.wait(options),
  };
}

test.each([
  ["name", () => new ContainerWorker("", fakeContainer("c"))],
  ["container", () => new ContainerWorker("a", {} as FakeContainer)],
  ["outputLines", () => new ContainerWorker("a", fakeContainer("c"), { outputLines: 0 })],
  ["stopTimeout", () => new ContainerWorker("a", fakeContainer("c"), { stopTimeout: -1 })],
  ["other", () => new ContainerWorker("a", fakeContainer("c"), { other: 1 } as object)],
])("a container worker refuses what cannot be: %s", (path, make) => {
  expect(make).toThrow(expect.objectContaining({ code: "ERR_CONFIG", path }));
});
