// The packages that tests against servers need, and whether each is here: one visible skip where one is missing.
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import type { Lack } from "../../../../tools/test-run/lack.ts";
import { notTried } from "../../../../tools/test-run/not-tried.ts";
import { find } from "./child.ts";

const PYTHON = "/usr/lib/python3/dist-packages/";
const RUNTIMES = fileURLToPath(
  new URL("../../../../tools/runtimes/node_modules/", import.meta.url),
);

/** A file that each brings. Most are Debian's; `bun` and `deno` are those of `tools/runtimes`. */
export const FILES = {
  bun: join(RUNTIMES, "bun/bin/bun.exe"),
  "busybox-static": find("busybox"),
  caddy: find("caddy"),
  catatonit: "/usr/libexec/podman/catatonit",
  conntrack: find("conntrack"),
  deno: beside(join(RUNTIMES, "deno"), "@deno/linux-x64-glibc/deno"),
  gcc: find("gcc"),
  "gir1.2-soup-3.0": "/usr/share/doc/gir1.2-soup-3.0",
  haproxy: find("haproxy"),
  iptables: find("iptables"),
  "libmojolicious-perl": "/usr/share/perl5/Mojolicious.pm",
  "libwebsockets-dev": "/usr/include/libwebsockets.h",
  "nats-server": find("nats-server"),
  nginx: find("nginx"),
  prosody: find("prosody"),
  podman: find("podman"),
  "python3-aiohttp": `${PYTHON}aiohttp`,
  "python3-autobahn": `${PYTHON}autobahn`,
  "python3-gi": `${PYTHON}gi`,
  "python3-pyqt5.qtwebsockets": `${PYTHON}PyQt5/QtWebSockets.abi3.so`,
  "python3-tornado": `${PYTHON}tornado`,
  "python3-websockets": `${PYTHON}websockets`,
  "rabbitmq-server": find("rabbitmq-server"),
  "redis-server": find("redis-server"),
  "ruby-em-websocket": "/usr/lib/ruby/vendor_ruby/em-websocket.rb",
  runc: find("runc"),
  websocketd: find("websocketd"),
} as const;

export type PackageName = keyof typeof FILES;

/** What a test lacks for which something of `tools/runtimes` is missing. */
export const NO_RUNTIMES: Lack = {
  what: "other versions of Node, Deno and Bun are not installed",
  otherwise: "npx -y pnpm@12 --dir tools/runtimes install",
};

/** Another Node than ours, where `tools/runtimes` has it. */
export const nodeOf = (major: number): string =>
  join(RUNTIMES, `node${major}-linux-x64`, "bin", "node");

/** What lies beside the real place of a linked folder; the start of a launcher would leave us its child. */
function beside(link: string, path: string): string | undefined {
  return existsSync(link) ? join(dirname(realpathSync(link)), path) : undefined;
}

/** Those that are no packages of Debian. */
const OF_RUNTIMES: ReadonlySet<PackageName> = new Set(["bun", "deno"]);

const isHere = (name: PackageName): boolean => existsSync(FILES[name] ?? "");

/** One of them at least. */
export const isMissing = (packages: readonly PackageName[]): boolean =>
  !packages.every((name) => isHere(name));

/** Tests against servers of these packages: one visible skip where one is missing, a failure where it must not. */
export function describeServer(
  name: string,
  packages: readonly PackageName[],
  tests: () => void,
  how: (name: string, tests: () => void) => void = describe,
): void {
  const missing = packages.filter((name) => !isHere(name));
  if (missing.length === 0) return how(name, tests);
  notTried(`${name} (${missing.join(", ")})`, lackOf(missing), "SKEP_REQUIRE_SERVERS");
}

function lackOf(missing: readonly PackageName[]): Lack {
  const packages = missing.filter((name) => !OF_RUNTIMES.has(name));
  if (packages.length === 0) return NO_RUNTIMES;
  return { what: "servers and network tools of Debian are not installed", packages };
}
