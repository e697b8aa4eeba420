// Containers as workers, with real ones: Podman from Debian, through its API for Docker.
import {
  type ContainerOptions,
  ContainerWorker,
  dockerContainer,
  type DockerContainerOptions,
} from "@skep/supervise/container";
import { Supervisor } from "@skep/supervise";
import { testManagedWorker } from "@skep/testing";
import { afterAll, expect, test } from "vitest";
import { Program } from "../support/program.ts";
import { eventually } from "../support/stage.ts";
import { describeContainers, IMAGE } from "./podman.ts";

/** It says what it was handed over, and ends as it is told. */
const OBEDIENT = `trap 'exit 0' USR1; trap 'exit 3' USR2; trap 'exit 143' TERM
echo "$LIFECYCLE_RESUME_ID|$LIFECYCLE_PREV_EXIT"; echo error >&2
while :; do sleep 0.05; done`;
const STUBBORN = "trap '' TERM; echo up; while :; do sleep 0.05; done";

await describeContainers("containers", (podman) => {
  let count = 0;
  const made: ContainerWorker[] = [];

  // Before Podman is stopped.
  afterAll(() => Promise.all(made.map((worker) => worker.stop({ timeout: 0 }))), 60_000);

  interface Making extends Partial<DockerContainerOptions> {
    readonly worker?: ContainerOptions;
  }

  function make(script: string, { worker: options, ...more }: Making = {}): ContainerWorker {
    const name = `job-${++count}`;
    const { socketPath } = podman;
    const command = ["/bin/sh", "-c", script];
    const create = { HostConfig: { NetworkMode: "none" } };
    const container = dockerContainer({ image: IMAGE, name, command, create, socketPath, ...more });
    const worker = new ContainerWorker(name, container, options);
    made.push(worker);
    return worker;
  }

  const said = async (worker: ContainerWorker): Promise<string> => {
    for await (const line of worker.stdout) return line;
    throw new Error("It has ended and said nothing.");
  };

  testManagedWorker({
    name: "a container",
    // One after the other: Podman has one lock for all, and what has to come in time would wait for others.
    test: (name, run) => test(name, run, 60_000),
    timeout: 30_000,
    worker: () => {
      const worker = make(OBEDIENT, { worker: { stopTimeout: 20_000 } });
      const { id } = worker.container;
      const tell = async (signal: string): Promise<void> => {
        await said(worker);
        await podman.ask("kill", "--signal", signal, id);
      };
      return {
        worker,
        finish: () => tell("USR1"),
        fail: () => tell("USR2"),
        failing: () => make("true", { image: "localhost/there-is-none:1" }),
        stubborn: () => make(STUBBORN, { stopSignal: "SIGURG" }),
        handover: async () => {
          const [resumeId = "", previousExit = ""] = (await said(worker)).split("|");
          return { resumeId: resumeId || undefined, previousExit: previousExit || undefined };
        },
        isRunning: async () => (await podman.names()).includes(id),
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

  test("a container is told with all that it is, and leaves nothing behind", async () => {
    const labels = { team: "red" };
    const worker = make("echo one; echo two >&2; exit 7", { labels, env: { A: "b" } });
    expect(String(worker)).toBe(`ContainerWorker(${worker.name}, ${worker.name})`);
    await worker.start();
    expect(await worker.wait()).toMatchObject({ code: 7, status: "failed" });
    expect(worker.state()).toMatchObject({
      status: "failed",
      exitCode: 7,
      metadata: {
        type: "container",
        image: IMAGE,
        container: "exited",
        "label.team": "red",
        "label.skep.tree": "skep",
      },
    });
    expect([worker.stdout.recent(), worker.stderr.recent()]).toEqual([["one"], ["two"]]);
    expect(await podman.names()).not.toContain(worker.name);
  });

  test("a container that somebody has paused runs, and stops all the same", async () => {
    const worker = make(OBEDIENT);
    await worker.start();
    await said(worker);
    await podman.ask("pause", worker.name);
    expect(await worker.container.status()).toBe("paused");
    expect(worker.state().status).toBe("running");
    expect(await worker.stop()).toMatchObject({ code: 143, status: "stopped" });
    expect(await podman.names()).not.toContain(worker.name);
  });

  test("a container runs on while its engine is away, and so does its worker; then it is asked what became of it", async () => {
    const worker = make(
      "echo up; i=0; while [ $i -lt 20 ]; do sleep 0.1; echo $i; i=$((i+1)); done; exit 4",
    );
    await worker.start();
    await said(worker);
    await podman.kill();
    await eventually(() => worker.state().metadata["container"] === "unknown");
    expect(worker.state().status).toBe("running");
    await podman.serve();
    expect(await worker.wait()).toMatchObject({ code: 4, status: "failed" });
    const lines = ["up", ...Array.from({ length: 20 }, (_, index) => String(index))];
    expect(worker.stdout.recent()).toEqual(lines);
  });

  test("a stop that the engine does not hear is tried again; not heard in time, the worker is abandoned", async () => {
    const heard = make(OBEDIENT, { worker: { stopTimeout: 20_000 } });
    const lost = make(OBEDIENT, { worker: { stopTimeout: 0 } });
    await Promise.all([heard.start(), lost.start()]);
    await Promise.all([said(heard), said(lost)]);
    await podman.kill();
    const stopping = heard.stop();
    expect(await lost.stop()).toMatchObject({ status: "abandoned" });
    await podman.serve();
    expect(await stopping).toMatchObject({ code: 143, status: "stopped" });
    expect(await podman.names()).toContain(lost.name);
    // The next one under its name finds it.
    const next = make(OBEDIENT, { name: lost.name });
    await next.start();
    expect((await podman.names()).filter((name) => name === lost.name)).toHaveLength(1);
    await next.stop();
  });

  test("a container of a supervisor that is dead is removed before its name is used, one of a supervisor that is alive is not", async () => {
    const name = `job-${++count}`;
    const command = ["/bin/sh", "-c", OBEDIENT];
    const create = { HostConfig: { NetworkMode: "none" } };
    const options = { image: IMAGE, name, command, create, socketPath: podman.socketPath };
    const program = await Program.start("containing", options);
    try {
      await program.said("started");
      const first = await podman.ask("inspect", "--format", "{{.Id}}", name);
      await expect(make(OBEDIENT, { name }).start()).rejects.toMatchObject({
        code: "ERR_SUPERVISE_START",
        cause: { code: "ERR_SUPERVISE_CONTAINER" },
      });
      program.child.kill("SIGKILL");
      await program.child.exited;
      expect(await podman.ask("inspect", "--format", "{{.State.Running}}", first)).toBe("true");
      const second = make(OBEDIENT, { name });
      await second.start();
      expect(await podman.ask("inspect", "--format", "{{.Id}}", name)).not.toBe(first);
      expect(await podman.names()).toEqual(expect.arrayContaining([name]));
      await second.stop();
    } finally {
      await program.stop();
    }
  });

  test("a container that cannot be made or started leaves nothing behind, and says why", async () => {
    await podman.ask("create", "--name", "taken", "--network=none", IMAGE, "/bin/true");
    const before = await podman.names();
    await expect(make("true", { name: "taken" }).start()).rejects.toThrow(/taken/);
    await expect(
      make("true", { command: ["/no/such/command"], init: false }).start(),
    ).rejects.toMatchObject({
      code: "ERR_SUPERVISE_START",
    });
    const nowhere = make("true", { socketPath: "/no/such/socket" });
    await expect(nowhere.start()).rejects.toThrow(/cannot be reached/);
    expect(await podman.names()).toEqual(before);
  });

  test("a supervisor starts nothing in place of a container of which nobody knows", async () => {
    const started: ContainerWorker[] = [];
    const tree = new Supervisor({
      name: "tree",
      children: [
        {
          name: "job",
          worker: () => {
            started.push(make(OBEDIENT));
            return started.at(-1) as ContainerWorker;
          },
        },
      ],
    });
    await tree.start();
    const [first] = started as [ContainerWorker];
    await said(first);
    await podman.kill();
    await eventually(() => first.state().metadata["container"] === "unknown");
    await podman.serve();
    await eventually(() => first.state().metadata["container"] === "running");
    expect(started).toHaveLength(1);
    // Removed by somebody else, it has ended for all to see.
    await podman.ask("rm", "--force", "--time=0", first.name);
    await eventually(() => started.length === 2);
    expect(await first.wait()).toMatchObject({ status: "failed" });
    await tree.stop();
    expect(await podman.names()).not.toContain(started[1]?.name);
  });
});
