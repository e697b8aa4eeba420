// Servers that others wrote, from Debian packages: started, ready when they listen.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child, find } from "./child.ts";
import { FILES } from "./packages.ts";
import { eventually, freePort, listens, type Stage } from "./stage.ts";

// Debian's own, as its packages are not seen by others.
const PYTHON = "/usr/bin/python3";

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

  private constructor(port: number, path: string, start: Start) {
    this.port = port;
    this.url = `ws://127.0.0.1:${port}${path}`;
    this.#start = start;
    this.child = this.#begin();
  }

  static async start(
    stage: Stage,
    port: number,
    start: Start,
    path: string = "",
  ): Promise<Foreign> {
    const foreign = new Foreign(port, path, start);
    stage.ending(() => Promise.all(foreign.#children.map((child) => child.stop())));
    await foreign.#ready();
    return foreign;
  }

  /** A program that listens on that port when it is ready. */
  static run(
    stage: Stage,
    port: number,
    [command, ...args]: readonly string[],
    path?: string,
  ): Promise<Foreign> {
    return Foreign.start(stage, port, () => Child.start(command ?? "", args), path);
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

/** websocketd, which starts `servers/lines.sh` for each connection. */
export async function startWebsocketd(stage: Stage): Promise<Foreign> {
  const port = await freePort();
  const script = fileURLToPath(new URL("servers/lines.sh", import.meta.url));
  const flags = ["--address=127.0.0.1", `--port=${port}`, "--loglevel=access"];
  return Foreign.run(stage, port, [FILES.websocketd ?? "", ...flags, "/bin/sh", script]);
}

/** Prosody for one host, where everybody may be anonymous. */
export async function startProsody(stage: Stage): Promise<Foreign> {
  const folder = await temporary(stage);
  const port = await freePort();
  const file = join(folder, "prosody.cfg.lua");
  await mkdir(join(folder, "certs"));
  await writeFile(file, prosodyConfig(port, folder));
  return Foreign.run(stage, port, [FILES.prosody ?? "", "-F", "--config", file], "/xmpp-websocket");
}

function prosodyConfig(port: number, folder: string): string {
  return `
    run_as_root = true
    pidfile = "${folder}/prosody.pid"
    data_path = "${folder}"
    log = { { levels = { min = "error" }, to = "console" } }
    modules_enabled = { "websocket", "saslauth" }
    modules_disabled = { "s2s", "tls", "offline" }
    authentication = "anonymous"
    c2s_ports = {}
    c2s_direct_tls_ports = {}
    http_ports = { ${port} }
    http_interfaces = { "127.0.0.1" }
    https_ports = {}
    consider_websocket_secure = true
    c2s_stanza_size_limit = 65536
    VirtualHost "bees.example"
  `;
}

/** A folder that goes with the test. */
export async function temporary(stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "skep-e2e-"));
  stage.ending(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
