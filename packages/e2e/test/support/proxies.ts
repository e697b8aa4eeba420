// Proxies that are told to go on with another process or another configuration: HAProxy and Caddy.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Child, find } from "./child.ts";
import { Foreign, temporary } from "./foreign.ts";
import { freePort, type Stage } from "./stage.ts";

/** Milliseconds that HAProxy lets a link be idle, and that a replaced one keeps the links that it has. */
export const TUNNEL = 4_000;
export const HARD_STOP = 800;

/** HAProxy in front of what listens on the port `upstream`; one that replaces another takes its port over first. */
export async function startHaproxy(stage: Stage, upstream: number): Promise<Foreign> {
  const port = await freePort();
  const file = join(await temporary(stage), "haproxy.cfg");
  await writeFile(file, haproxyConfig(port, upstream));
  return Foreign.start(stage, port, (former) => {
    const after = former === undefined ? [] : ["-sf", `${former.pid}`];
    return Child.start(find("haproxy") ?? "", ["-db", "-f", file, ...after]);
  });
}

function haproxyConfig(port: number, upstream: number): string {
  return `
global
  hard-stop-after ${HARD_STOP}ms
defaults
  mode http
  retries 0
  timeout connect 500ms
  timeout client 10s
  timeout server 10s
  timeout tunnel ${TUNNEL}ms
listen proxy
  bind 127.0.0.1:${port}
  server origin 127.0.0.1:${upstream}
`;
}

export interface Caddy {
  readonly proxy: Foreign;
  /** Loads its configuration anew. */
  reload(): Promise<void>;
}

/** Caddy in front of what listens on the port `upstream`. */
export async function startCaddy(stage: Stage, upstream: number): Promise<Caddy> {
  const [port, admin] = [await freePort(), await freePort()];
  const folder = await temporary(stage);
  const file = join(folder, "Caddyfile");
  await writeFile(file, caddyConfig(port, admin, upstream));
  const caddy = (...command: string[]): Child =>
    Child.start("env", [
      `HOME=${folder}`,
      `XDG_DATA_HOME=${folder}`,
      `XDG_CONFIG_HOME=${folder}`,
      find("caddy") ?? "",
      ...command,
      "--config",
      file,
    ]);
  const proxy = await Foreign.start(stage, port, () => caddy("run"));
  return {
    proxy,
    reload: async () => {
      const child = caddy("reload", "--force", "--address", `127.0.0.1:${admin}`);
      const { code } = await child.ended;
      if (code !== 0) throw new Error(`It was not reloaded:\n${child.lines.join("\n")}`);
    },
  };
}

function caddyConfig(port: number, admin: number, upstream: number): string {
  return `
{
  admin 127.0.0.1:${admin}
  auto_https off
}
http://127.0.0.1:${port} {
  reverse_proxy 127.0.0.1:${upstream}
}
`;
}
