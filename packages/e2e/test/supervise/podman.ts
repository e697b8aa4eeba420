// Podman for the tests of one file: its own storage, an image made of busybox, and its API on a unix socket.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe } from "vitest";
import type { Lack } from "../../../../tools/test-run/lack.ts";
import { notTried } from "../../../../tools/test-run/not-tried.ts";
import { find } from "../support/child.ts";
import { describeServer, isMissing, type PackageName } from "../support/packages.ts";
import { eventually } from "../support/stage.ts";

const run = promisify(execFile);

export const IMAGE = "localhost/skep-test:1";

/**
 * Root of a machine may not be allowed to raise limits (CAP_SYS_RESOURCE), and then runc starts nothing that asks for some. This runs it without
 * them: the containers of these tests need none.
 */
const RUNTIME = (node: string, runc: string): string => `#!/bin/sh
previous= bundle=
for argument in "$@"; do
  case $previous in --bundle | -b) bundle=$argument ;; esac
  previous=$argument
done
[ -z "$bundle" ] || "${node}" -e '
const { readFileSync, writeFileSync } = require("node:fs");
const file = process.argv[1] + "/config.json";
const config = JSON.parse(readFileSync(file, "utf8"));
delete config.process.rlimits;
writeFileSync(file, JSON.stringify(config));' "$bundle"
exec "${runc}" "$@"
`;

/** No daemon of the machine is asked: no systemd for groups or for a journal. */
const CONFIGURATION = (runtime: string): string => `[engine]
runtime = "limitless"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
limitless = ["${runtime}"]
`;

const POLICY = JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] });

export class Podman {
  readonly #folder: string;
  #service: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the image, and starts the service. */
  static async start(): Promise<Podman> {
    const podman = new Podman(await mkdtemp(join(tmpdir(), "skep-podman-")));
    try {
      await podman.#configure();
      await podman.#makeImage();
      await podman.serve();
      return podman;
    } catch (error) {
      await podman.stop();
      throw error;
    }
  }

  /** The reason why there is none that starts a container, or one that has done it. */
  static async tried(): Promise<Podman | Lack> {
    let podman: Podman | undefined;
    try {
      podman = await Podman.start();
      await podman.ask("run", "--rm", "--network=none", IMAGE, "/bin/true");
      return podman;
    } catch (error) {
      await podman?.stop();
      return { what: `Podman starts no container here (${String(error).split("\n", 1)[0]})` };
    }
  }

  get socketPath(): string {
    return join(this.#folder, "api.sock");
  }

  /** Its service, which was killed, is there again. */
  async serve(): Promise<void> {
    await rm(this.socketPath, { force: true });
    const args = ["system", "service", "--time=0", `unix://${this.socketPath}`];
    // The kernel ends it when we die, however we do.
    const service = spawn("setpriv", ["--pdeathsig", "KILL", "podman", ...this.#flags, ...args], {
      env: this.#env,
      stdio: "ignore",
    });
    this.#service = service;
    await eventually(() => {
      if (service.exitCode !== null) throw new Error(`podman ended with ${service.exitCode}`);
      return existsSync(this.socketPath);
    });
  }

  /** Kills its service, at which containers run on. */
  async kill(): Promise<void> {
    const service = this.#service;
    if (service === undefined || service.exitCode !== null || service.signalCode !== null) return;
    service.kill("SIGKILL");
    await once(service, "exit");
  }

  /** Asks podman itself, past the service. */
  async ask(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("podman", [...this.#flags, ...args], { env: this.#env });
    return stdout.trim();
  }

  /** The names of all containers, also of those that have ended. */
  async names(): Promise<string[]> {
    const names = await this.ask("ps", "--all", "--format", "{{.Names}}");
    return names === "" ? [] : names.split("\n");
  }

  async stop(): Promise<void> {
    // All are of this storage, which is ours.
    await this.ask("rm", "--all", "--force", "--time=0").catch(() => {});
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #env(): NodeJS.ProcessEnv {
    const CONTAINERS_CONF = join(this.#folder, "containers.conf");
    return { ...process.env, CONTAINERS_CONF, HOME: this.#folder };
  }

  get #flags(): string[] {
    const [root, run] = [join(this.#folder, "root"), join(this.#folder, "run")];
    return ["--root", root, "--runroot", run, "--storage-driver", "vfs"];
  }

  async #configure(): Promise<void> {
    const runtime = join(this.#folder, "runtime");
    await writeFile(runtime, RUNTIME(process.execPath, find("runc") ?? "runc"));
    await chmod(runtime, 0o755);
    await writeFile(join(this.#folder, "containers.conf"), CONFIGURATION(runtime));
    await mkdir(join(this.#folder, ".config/containers"), { recursive: true });
    await writeFile(join(this.#folder, ".config/containers/policy.json"), POLICY);
  }

  /** A static busybox under the names that the tests use. */
  async #makeImage(): Promise<void> {
    const bin = join(this.#folder, "image/bin");
    await mkdir(bin, { recursive: true });
    await copyFile(find("busybox") ?? "busybox", join(bin, "busybox"));
    for (const name of ["sh", "sleep", "echo", "kill", "true"])
      await symlink("busybox", join(bin, name));
    const archive = join(this.#folder, "image.tar");
    await run("tar", ["-C", join(this.#folder, "image"), "-cf", archive, "."]);
    await this.ask("import", "--quiet", archive, IMAGE);
  }
}

const PACKAGES: readonly PackageName[] = ["busybox-static", "catatonit", "podman", "runc"];

/** Tests with containers: one visible skip where there can be none, a failure where there must. */
export async function describeContainers(
  name: string,
  tests: (podman: Podman) => void,
): Promise<void> {
  if (isMissing(PACKAGES)) return describeServer(name, PACKAGES, () => {});
  const podman = await Podman.tried();
  if (!(podman instanceof Podman)) return notTried(name, podman, "SKEP_REQUIRE_SERVERS");
  describe(name, () => {
    afterAll(() => podman.stop(), 60_000);
    tests(podman);
  });
}
