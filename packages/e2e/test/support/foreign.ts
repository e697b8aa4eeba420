// Servers that others wrote, from Debian packages: found or visibly skipped, started, ready when they listen.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { Child, find } from "./child.ts";
import { eventually, freePort, listens, type Stage } from "./stage.ts";

// Debian's own, as its packages are not seen by others.
const PYTHON = "/usr/bin/python3";

/** The packages that these tests know, and whether each is here. */
const isHere = {
  caddy: () => find("caddy") !== undefined,
  conntrack: () => find("conntrack") !== undefined,
  haproxy: () => find("haproxy") !== undefined,
  iptables: () => find("iptables") !== undefined,
  "nats-server": () => find("nats-server") !== undefined,
  nginx: () => find("nginx") !== undefined,
  "python3-websockets": () => spawnSync(PYTHON, ["-c", "import websockets"]).status === 0,
};

/** Tests against servers of these packages: one visible skip where one is missing, a failure where it must not. */
export function describeServer(
  name: string,
  packages: readonly (keyof typeof isHere)[],
  tests: () => void,
  how: (name: string, tests: () => void) => void = describe,
): void {
  const missing = packages.filter((name) => !isHere[name]());
  if (missing.length === 0) return how(name, tests);
  notServed(`${name}: the package ${missing.join(", ")} is not installed`);
}

/** One visible skip with the reason, or a failure where nothing may be missing. */
export function notServed(reason: string): void {
  if (process.env["SKEP_REQUIRE_SERVERS"] !== "1") return test.skip(reason, () => {});
  test(reason, () => {
    throw new Error(`${reason}, and SKEP_REQUIRE_SERVERS asks for it.`);
  });
}

/** Starts it, in place of a former one that still runs if there is one. */
type Start = (former?: Child) => Child;

/** A server that can be killed and started again in the same place. */
export class Foreign {
  readonly url: string;
  readonly port: number;
  child: Child;
  readonly #start: Start;
  /** All that were ever started. */
  readonly #children: Child[] = [];

  private constructor(port: number, start: Start) {
    this.port = port;
    this.url = `ws://127.0.0.1:${port}`;
    this.#start = start;
    this.child = this.#begin();
  }

  static async start(stage: Stage, port: number, start: Start): Promise<Foreign> {
    const foreign = new Foreign(port, start);
    stage.ending(() => Promise.all(foreign.#children.map((child) => child.stop())));
    await foreign.#ready();
    return foreign;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.child.ended;
  }

  /** Once more, after its end. */
  async begin(): Promise<void> {
    this.child = this.#begin();
    await this.#ready();
  }

  /** By another, which is told whom it follows and ends it; resolves when it has. */
  async replace(): Promise<void> {
    const former = this.child;
    this.child = this.#begin(former);
    await former.ended;
    await this.#ready();
  }

  #begin(former?: Child): Child {
    const child = this.#start(former);
    this.#children.push(child);
    return child;
  }

  async #ready(): Promise<void> {
    let isOver = false;
    void this.child.ended.then(() => (isOver = true));
    await eventually(async () => isOver || listens(this.port));
    if (isOver) throw new Error(`It did not start:\n${this.child.lines.join("\n")}`);
  }
}

/** `servers/echo.py`; see there what it can be told. */
export async function startEcho(
  stage: Stage,
  flags: readonly string[] = [],
  port?: number,
): Promise<Foreign> {
  const at = port ?? (await freePort());
  const script = fileURLToPath(new URL("servers/echo.py", import.meta.url));
  return Foreign.start(stage, at, () => Child.start(PYTHON, [script, `${at}`, ...flags]));
}

/** nats-server with a listener for WebSockets that offers compression. */
export async function startNats(stage: Stage): Promise<Foreign> {
  const folder = await temporary(stage);
  const [port, own] = [await freePort(), await freePort()];
  const file = join(folder, "nats.conf");
  await writeFile(file, natsConfig(port, own));
  return Foreign.start(stage, port, () => Child.start(find("nats-server") ?? "", ["-c", file]));
}

function natsConfig(port: number, own: number): string {
  return `
    host: 127.0.0.1
    port: ${own}
    ping_interval: "500ms"
    max_payload: 65536
    websocket { host: "127.0.0.1", port: ${port}, no_tls: true, compression: true }
  `;
}

/** nginx in front of what listens on the port `upstream`. */
export async function startNginx(stage: Stage, upstream: number): Promise<Foreign> {
  const folder = await temporary(stage);
  const port = await freePort();
  await mkdir(join(folder, "body"));
  await writeFile(join(folder, "nginx.conf"), nginxConfig(port, upstream));
  const args = ["-e", "stderr", "-p", folder, "-c", "nginx.conf"];
  return Foreign.start(stage, port, () => Child.start(find("nginx") ?? "", args));
}

function nginxConfig(port: number, upstream: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    daemon off;
    master_process off;
    pid nginx.pid;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path body/${name};`).join("\n")}
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "Upgrade";
      proxy_read_timeout 3s;
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass http://127.0.0.1:${upstream}; }
        location = /401 { return 401; }
        location = /403 { return 403; }
        location = /404 { return 404; }
        location = /307 { return 307 ws://127.0.0.1:${port}/; }
        location = /429 { add_header Retry-After 1 always; return 429; }
        location = /503 { add_header Retry-After 1 always; return 503; }
        location = /portal {
          default_type text/html;
          return 200 "<html><body>Please accept our terms.</body></html>";
        }
        location = /token {
          if ($http_authorization != "Bearer fresh") { return 401; }
          proxy_pass http://127.0.0.1:${upstream};
        }
      }
    }
  `;
}

/** A folder that goes with the test. */
export async function temporary(stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "skep-e2e-"));
  stage.ending(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
