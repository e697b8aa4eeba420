// The pages that show code: each block is a whole program, which type-checks and runs against real servers.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Hub } from "@skep/hub";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { NatsServer } from "./support/engines/nats-server.ts";
import { RedisServer } from "./support/engines/redis-server.ts";
import { describeServer, isMissing, type PackageName } from "./support/packages.ts";

const root = new URL("../../../", import.meta.url);
const folder = new URL("../.docs/", import.meta.url);
const PAGES = [
  "README.md",
  "docs/browser.md",
  "docs/extending.md",
  "docs/migrating.md",
  "docs/peers.md",
  "docs/scaling.md",
  "docs/simulation.md",
  "docs/testing.md",
  "packages/channels/README.md",
  "packages/hub/README.md",
  "packages/protocol/README.md",
  "packages/skep/README.md",
  "packages/supervise/README.md",
  "packages/testing/README.md",
  "packages/transport-browser/README.md",
  "packages/transport-node/README.md",
  "packages/watch/README.md",
];

/** Programs that need a server of Debian, which is started for them. */
const BROKERED: Record<string, PackageName> = {
  "hub-readme-6": "redis-server",
  "hub-readme-7": "redis-server",
  "hub-readme-8": "nats-server",
  "scaling-1": "redis-server",
};

/** What no runtime of these tests can run, as Node 20 has no `WebSocket` of its own. It is type-checked. */
const UNRUN = ["transport-browser-readme-1"];

/** Who answers at `wss://NAME.example` on the pages. */
const SCENES: Record<string, (peer: WebSocket) => void> = {
  "relay-a": (peer) => ask(peer, "enough"),
  "relay-b": (peer) => ask(peer),
  feed: () => {},
  relay: () => {},
  policy: (peer) => peer.close(1008, "not you"),
  probed: (peer) => {
    peer.on("message", () => peer.send("pong!"));
    ["price: 1", "enough"].forEach((text) => peer.send(text));
  },
  subscribing: (peer) => ask(peer, "enough"),
  challenging: (peer) => {
    peer.send("nonce 7");
    peer.on("message", (answer) => {
      const isRight = String(answer) === "password for nonce 7";
      for (const text of isRight ? ["welcome", "news", "enough"] : ["go away"]) peer.send(text);
    });
  },
  prices: (peer) => ["price: 1", "enough"].forEach((text) => peer.send(text)),
  control: (peer) => ["control", "news", "enough"].forEach((text) => peer.send(text)),
};

function ask(peer: WebSocket, thanks?: string): void {
  peer.on("message", () => thanks !== undefined && peer.send(thanks));
  peer.send("ping?");
}

/** What the programs print, in order; what depends on chance is left out. */
const PRINTED: Record<string, RegExp> = {
  "readme-1": /^$/,
  "readme-2": /^it is there\nprice: 1\nenough$/,
  "readme-3": /^connected undefined$/,
  "readme-4": /^compiling$/,
  "browser-1": /^price: 1\nenough\nit was stopped undefined$/,
  "browser-2": /^$/,
  "extending-1": /^is anybody there\?$/,
  "extending-2": /^news\nenough$/,
  "extending-3": /^\{ sent: 1, received: 2 \}$/,
  "extending-4": /^connected,the peer was silent for too long,connected/,
  "migrating-1": /^ping\?\nenough$/,
  "peers-1": /was given up$/,
  "peers-2": /^price: 1\nenough$/,
  "peers-3": /^$/,
  "peers-4": /^price: 1\nenough$/,
  "peers-5": /^news\nenough$/,
  "peers-6": /^gave up: .* the peer closed with 1008/,
  "scaling-1": /^$/,
  "simulation-1": /^1 [^]*\n20 /,
  "testing-1": /^dialfailed connected message disconnected connected/,
  "testing-2": /^the link was lost without a close frame\nit was stopped$/,
  "testing-3": /^true$/,
  "testing-4": /presence does not: tells disconnected before it settles \(the pool tells it\)/,
  "testing-5": /^true a ticker is created and has its name before it is started$/,
  "channels-readme-1": /^\{ text: hello \}$/,
  "channels-readme-2": /^event\nevent\n2 0(\nit was stopped){2}$/,
  "channels-readme-3": /^pong$/,
  "hub-readme-1": /^\{ text: hello \}$/,
  "hub-readme-2": /^0$/,
  "hub-readme-3": /^user:ada$/,
  "hub-readme-4": /^exited 0\n2$/,
  "hub-readme-5": /^up\ndraining\nclosed$/,
  "hub-readme-6": /^\{ text: hello \}$/,
  "hub-readme-7": /^at-most-once\nhello$/,
  "hub-readme-8": /^\{ text: hello \}$/,
  "protocol-readme-1":
    /^\{"type":"subscribe","channel":"room:42","id":2\}\n.*"o":7\} \{.*"data":"hi"\}\nevent\nbad_frame$/,
  "protocol-readme-2": /^subscribing subscribe\nlive\s*\nsubscribing subscribe$/,
  "skep-readme-1": /^$/,
  "supervise-readme-1": /^all is well\nreport finished\napi stopped$/,
  "supervise-readme-2": /^running stopped$/,
  "supervise-readme-3": /^the first time\nsuspended\nstopped$/,
  "supervise-readme-4": /^0 first\n1 failed\n2 failed\n2\ntrue$/,
  "supervise-readme-5": /^compiling\ndone\nfailed 3 process$/,
  "supervise-readme-6": /^3$/,
  "testing-readme-1": /^connected,disconnected,connected$/,
  "transport-browser-readme-1": /^$/,
  "transport-node-readme-1": /^$/,
  "watch-readme-1": /^the database is there\nready$/,
  "watch-readme-2": /^ready ready$/,
  "watch-readme-3": /^connected$/,
  "watch-readme-4": /^200 \{"ready":true\}\s*$/,
  "watch-readme-5": /^ready$/,
};

/** Hubs at `wss://NAME.example`. */
const HUBS = ["hub", "hub-two"];

const servers: WebSocketServer[] = [];
let redis: RedisServer | undefined;
let nats: NatsServer | undefined;
const hubs: Hub[] = [];
const programs = PAGES.flatMap(programsOf);

function programsOf(page: string): { name: string; code: string }[] {
  const text = readFileSync(new URL(page, root), "utf8");
  const short = page
    .replace(/^packages\/|^docs\/|\.md$/g, "")
    .replace("/", "-")
    .toLowerCase();
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  return blocks.map((code, at) => ({ name: `${short}-${at + 1}`, code }));
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const urls: Record<string, string> = {};
  for (const [name, scene] of Object.entries(SCENES)) urls[name] = await serve(scene);
  for (const name of HUBS) urls[name] = await serveHub();
  if (!isMissing(["redis-server"])) {
    redis = await RedisServer.start();
    urls["redis"] = redis.url;
  }
  if (!isMissing(["nats-server"])) {
    nats = await NatsServer.start();
    urls["nats"] = `nats://127.0.0.1:${nats.port}`;
  }
  for (const { name, code } of programs)
    writeFileSync(new URL(`${name}.ts`, folder), `export {};\n${redirect(code, urls)}`);
});

afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.close()));
  await redis?.end();
  await nats?.end();
  for (const server of servers) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

async function serve(scene: (peer: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  server.on("connection", scene);
  await once(server, "listening");
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serveHub(): Promise<string> {
  const room = { publish: true, history: { messages: 100, age: 60_000 } };
  const hub = new Hub({ namespaces: { room } });
  hubs.push(hub);
  return (await hub.listen({ port: 0, host: "127.0.0.1" })).url;
}

function redirect(code: string, urls: Record<string, string>): string {
  return code.replace(
    /["`](?:wss|redis|nats):\/\/([a-z-]+)\.example[^"`]*["`]/g,
    (whole, name: string) => (name in urls ? JSON.stringify(urls[name]) : whole),
  );
}

describe("the code of the pages", () => {
  test("is all expected here", () => {
    expect(programs.map(({ name }) => name)).toEqual(Object.keys(PRINTED));
  });

  test("type-checks", () => {
    const config = {
      extends: fileURLToPath(new URL("tsconfig.test.json", root)),
      compilerOptions: { noEmit: true, composite: false },
      include: ["*.ts"],
      references: [],
    };
    writeFileSync(new URL("tsconfig.json", folder), JSON.stringify(config));
    const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
    const checked = spawnSync(process.execPath, [tsc, "-p", fileURLToPath(folder)], {
      encoding: "utf8",
    });
    expect(checked.stdout).toBe("");
  });

  const isRun = ({ name }: { name: string }): boolean =>
    !UNRUN.includes(name) && BROKERED[name] === undefined;

  test.each(programs.filter(isRun))("$name runs to its end", run);

  for (const [name, server] of Object.entries(BROKERED))
    describeServer(`the code of the pages with ${server}`, [server], () => {
      test(`${name} runs to its end`, () => run({ name }));
    });
});

async function run({ name }: { readonly name: string }): Promise<void> {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await import(fileURLToPath(new URL(`${name}.ts`, folder)));
    const lines = print.mock.calls.map((line) => line.map(show).join(" "));
    expect(lines.join("\n")).toMatch(PRINTED[name] ?? /^$/);
  } finally {
    print.mockRestore();
  }
}

test("the README of a package leads nowhere outside of it, as it is shown where the rest is not", () => {
  const pages = readdirSync(new URL("packages/", root)).map((name) => `packages/${name}/README.md`);
  const links = pages
    .filter((page) => existsSync(new URL(page, root)))
    .flatMap((page) => [...readFileSync(new URL(page, root), "utf8").matchAll(/\]\(\.[^)]*\)/g)]);
  expect(links.map(([link]) => link)).toEqual([]);
});

function show(value: unknown): string {
  if (typeof value === "object" && !Array.isArray(value))
    return JSON.stringify(value)
      .replaceAll('"', "")
      .replace("{", "{ ")
      .replace("}", " }")
      .replaceAll(/([:,])/g, "$1 ");
  return String(value);
}
