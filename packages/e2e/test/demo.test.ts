// The demo as a program: what it shows, how it ends, and that nothing of it stays behind.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import type { Lack } from "../../../tools/test-run/lack.ts";
import { notTried } from "../../../tools/test-run/not-tried.ts";
import { DemoBuild, type DemoProcess } from "./support/demo-process.ts";
import { root } from "./support/outside.ts";

const isLinux = process.platform === "linux";
const hasScript = isLinux && spawnSync("script", ["--version"]).status === 0;

/** Where processes cannot be looked at, a test says so. */
const NO_PROC: Lack = { what: "the states of processes are read from /proc, which only Linux has" };
const onLinux = isLinux ? {} : { skip: true, meta: { lack: NO_PROC } };
const NO_SCRIPT: Lack = { what: "the program script is not installed", packages: ["bsdutils"] };

const demo = new DemoBuild();
const started: DemoProcess[] = [];
const servers: { close(): void }[] = [];

beforeAll(() => demo.make());
afterAll(() => demo.remove());
afterEach(() => {
  for (const each of started.splice(0)) each.killGroup("SIGKILL");
  for (const each of servers.splice(0)) each.close();
});

function start(...args: string[]): DemoProcess {
  return kept(demo.start(...args));
}

function kept(process: DemoProcess): DemoProcess {
  started.push(process);
  return process;
}

const KEPT = /messages lost without a word: 0\n$/;

describe("as plain lines", () => {
  test("it tells what happens, ends in time and keeps the promise", async () => {
    const run = start("--duration", "3");
    const begin = performance.now();

    expect(await run.ended).toEqual({ code: 0, signal: null });

    expect(performance.now() - begin).toBeLessThan(6_000);
    expect(run.errors).toBe("");
    expect(run.output).toMatch(/ s {2}steady {4} {2}connected {5}by dial 1\n/);
    expect(run.output).toMatch(
      /refusing {4}dial failed {3}the server refused the upgrade with 503/,
    );
    expect(run.output).toMatch(
      / 0\.0 s {2}flooding {4}this server {3}sends as fast as its socket takes\n/,
    );
    for (const name of ["steady", "flooding", "dropping", "late", "refusing", "freezing"])
      expect(run.output).toMatch(new RegExp(`^ ${name} +[0-9,]+ `, "m"));
    expect(run.output).toMatch(KEPT);
    expect(run.output).not.toContain("\u001B");
  });

  test(
    "Ctrl-C ends it in less than 2 s, also with a frozen server, and no process is left",
    onLinux,
    async () => {
      const run = start("--duration", "60");
      await run.until(/freezing +connected/);
      while (!run.states().includes("T")) await pause(100);

      const begin = performance.now();
      run.killGroup("SIGINT");

      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(run.states()).toEqual([]);
      expect(run.output).toMatch(KEPT);
    },
  );

  test("killed without mercy, it takes its frozen server with it", onLinux, async () => {
    const run = start("--duration", "60");
    while (!run.states().includes("T")) await pause(100);

    run.kill("SIGKILL");

    expect(await run.ended).toMatchObject({ signal: "SIGKILL" });
    while (run.states().length > 0) await pause(10);
  });

  test("it ends when nobody reads on", async () => {
    const run = start("--duration", "60");
    await run.until(/connected/);

    run.hangUp();

    expect(await run.ended).toMatchObject({ code: 0 });
  });
});

describe("as JSON", () => {
  test("each line is an object, and the last one is the summary", async () => {
    const run = start("--json", "--duration", "2.5");
    expect(await run.ended).toMatchObject({ code: 0 });

    const objects = run.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(objects).toContainEqual(
      expect.objectContaining({ type: "connected", id: "steady", dial: 1, at: expect.any(Number) }),
    );
    expect(objects).toContainEqual(
      expect.objectContaining({
        type: "dialfailed",
        cause: expect.objectContaining({ name: "DialError", status: 503 }),
      }),
    );
    expect(objects.filter(({ type }) => type === "stats").length).toBeGreaterThanOrEqual(2);
    const last = objects.at(-1);
    expect(last).toMatchObject({ type: "summary", lost: 0, queued: 0 });
    expect(last?.["received"]).toBe(Number(last?.["read"]) + Number(last?.["told"]));
  });
});

describe("its arguments", () => {
  test.each([["--help"], ["-h"]])("%s explains them", async (flag) => {
    const run = start(flag);
    expect(await run.ended).toMatchObject({ code: 0 });
    expect(run.output).toContain("--duration SECONDS");
    expect(run.errors).toBe("");
  });

  test.each([
    [["--duration", "soon"], /--duration must be seconds/],
    [["--url", "ftp://127.0.0.1"], /must be a ws: or wss: URL/],
    [["--loud"], /--loud/],
    [["steady"], /steady/],
  ])("%j is refused with exit code 2", async (args, why) => {
    const run = start(...args);
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.errors).toMatch(why);
    expect(run.errors).toContain("Try --help.");
    expect(run.output).toBe("");
  });

  test("--url reads servers of yours, and none of its own", async () => {
    const [one, two] = [await talker("first"), await talker("second")];
    const run = start("--url", one, "--url", two, "--json", "--duration", "1.5");
    expect(await run.ended).toMatchObject({ code: 0 });

    expect(JSON.parse(run.lines.at(-1) ?? "")).toMatchObject({
      peers: [
        { id: one, received: 1, read: 1 },
        { id: two, received: 1, read: 1 },
      ],
      lost: 0,
    });
  });

  test.each([[[]], [["--json"]]])("no secret of a URL is shown: %j", async (flags) => {
    const secret = (url: string): string => url.replace("//", "//user:canary@") + "/feed?t=canary";
    const urls = [await talker("hello"), await refuser(), "ws://127.0.0.1:1"].map(secret);
    const run = start(...urls.flatMap((url) => ["--url", url]), "--duration", "2", ...flags);
    expect(await run.ended).toMatchObject({ code: 0 });

    expect(run.output).toMatch(/ws:\/\/127\.0\.0\.1:\d+\/feed/);
    expect(run.output).toContain("refused the upgrade with 400");
    expect(run.output + run.errors).not.toContain("canary");
  });

  test("it ends by itself when every peer was given up", async () => {
    const run = start("--url", await refuser(), "--duration", "60");
    expect(await run.ended).toMatchObject({ code: 0 });
    expect(run.output).toMatch(/given up +.*refused the upgrade with 400/);
  });
});

describe("started by `pnpm demo`", () => {
  const launch = (...args: string[]): DemoProcess =>
    kept(demo.run(process.execPath, join(root, "tools/demo.mjs"), ...args));

  test("--help is answered without a build", async () => {
    const run = launch("--help");
    expect(await run.ended).toMatchObject({ code: 0 });
    expect(run.output).toContain("--duration SECONDS");
    expect(run.errors).toBe("");
  });

  test("a wrong argument is refused without a build", async () => {
    const run = launch("--loud");
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.output).toBe("");
    expect(run.errors).toBe("live-pool: Unknown option '--loud'\nTry --help.\n");
  });
});

if (hasScript) describe("at a terminal", testTerminal);
else notTried("at a terminal", NO_SCRIPT, "SKEP_REQUIRE_SERVERS");

function testTerminal(): void {
  test.each([120, 80, 40])(
    "in %d columns nothing wraps, before the end and after",
    async (columns) => {
      const run = kept(demo.startAtTerminal(columns, "--duration", "6"));
      expect(await run.ended).toMatchObject({ code: 0 });

      const [live = "", last = ""] = run.output.split("\u001B[?1049l");
      const frames = live.split("\u001B[H").slice(1).map(textOf);
      expect(frames.length).toBeGreaterThan(10);
      for (const text of [...frames, textOf(last)])
        expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(columns - 1);
      const frame = frames.at(-1) ?? [];
      expect(frame).toContain("   ends each link after 3 to 6 s");
      expect(frame.join("\n")).toMatch(/q quits/);
      expect(frames.flat().join(" ").replace(/\s+/g, " ")).toMatch(
        /dial failed the server refused the upgrade with 503; again in \d\.\d s/,
      );
      expect(textOf(last).join("\n")).toContain("after our goodbye");
    },
  );

  test("q ends it, and the terminal is as it was", async () => {
    const run = kept(demo.startAtTerminal(100));
    await run.until(/flooding.*paused.*\/s/);
    expect(run.output).toContain("\u001B[?1049h");
    expect(run.output).toContain("of 6 connected");

    run.type("q");

    expect(await run.ended).toMatchObject({ code: 0 });
    const [table = "", rest = "", ...more] = run.output.split("\u001B[?1049l");
    expect(table).toContain("\u001B[?25l");
    expect(table.endsWith("\u001B[?7h\u001B[?25h")).toBe(true);
    expect(more).toEqual([]);
    expect(rest).not.toContain("\u001B[H");
    expect(rest).toContain("messages lost without a word: 0");
  });
}

/** Lines as they are seen, without escapes. */
function textOf(output: string): string[] {
  // The escapes of a terminal begin with a control character.
  // oxlint-disable-next-line no-control-regex
  return output.replace(/\u001B\[[?0-9;]*[A-Za-z]/g, "").split(/\r*\n/);
}

/** A server that says one thing. */
async function talker(text: string): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  server.on("connection", (socket) => socket.send(text));
  await once(server, "listening");
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refuser(): Promise<string> {
  const server = createServer((_, response) => response.writeHead(400).end());
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
