// The supervised gateway as a program: what is killed comes back as the tree says, and nothing stays behind.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";
import { Child } from "./support/child.ts";
import { root } from "./support/outside.ts";
import { describeContainers, IMAGE } from "./supervise/podman.ts";

const folder = mkdtempSync(join(tmpdir(), "skep-gateway-"));

beforeAll(async () => {
  const source = join(root, "examples/supervised-gateway/src");
  await bundle({ entryPoints: [join(source, "main.ts"), join(source, "job.ts")], outdir: folder });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The process ids that a worker has had. */
const pidsOf = (gateway: Child, job: string): number[] =>
  gateway.lines.flatMap((line) => {
    const [, pid] = new RegExp(`^gateway/jobs/${job} running pid (\\d+)$`).exec(line) ?? [];
    return pid === undefined ? [] : [Number(pid)];
  });

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a job that is killed comes back with the other one, the rest runs on, and a signal ends all with 0", async () => {
  const gateway = Child.start(process.execPath, [join(folder, "main.js")]);
  try {
    await gateway.line(/^gateway running$/);
    const [publisher] = pidsOf(gateway, "publisher");
    process.kill(publisher as number, "SIGKILL");
    await expect.poll(() => pidsOf(gateway, "counter").length, { timeout: 30_000 }).toBe(2);
    expect(pidsOf(gateway, "publisher").length).toBe(2);
    for (const worker of ["hub", "pool", "jobs"])
      expect(gateway.lines.filter((line) => line === `gateway/${worker} running`)).toHaveLength(1);

    gateway.kill("SIGTERM");
    expect(await gateway.ended).toMatchObject({ code: 0, signal: null });
    expect(gateway.lines.at(-1)).toBe("gateway stopped");
    const pids = ["publisher", "counter"].flatMap((job) => pidsOf(gateway, job));
    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
  } finally {
    await gateway.stop();
  }
});

test("an argument that cannot be is refused", async () => {
  const gateway = Child.start(process.execPath, [join(folder, "main.js"), "--port", "x"]);
  expect((await gateway.ended).code).toBe(1);
  expect(gateway.errors.join("\n")).toContain("--port must be a port, got x");
});

await describeContainers("a gateway with an image", (podman) => {
  test("starts its container anew where somebody kills it, and leaves none behind", async () => {
    const running = "gateway/store running";
    const args = ["--image", IMAGE, "--socket", podman.socketPath];
    const gateway = Child.start(process.execPath, [join(folder, "main.js"), ...args]);
    try {
      await gateway.line(/^gateway running$/);
      await podman.ask("kill", "--signal", "KILL", "skep-gateway-store");
      const starts = (): number => gateway.lines.filter((line) => line === running).length;
      await expect.poll(starts, { timeout: 60_000 }).toBe(2);
      expect(await podman.names()).toEqual(["skep-gateway-store"]);

      gateway.kill("SIGTERM");
      expect(await gateway.ended).toMatchObject({ code: 0, signal: null });
      expect(await podman.names()).toEqual([]);
    } finally {
      await gateway.stop();
    }
  }, 120_000);
});
