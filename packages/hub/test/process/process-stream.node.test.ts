// Real children whose output goes through a hub: every line once, in order, and how they ended, whatever they, their children and the engine do.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { SeededRandom } from "@skep/core/testing";
import { afterEach, describe, expect, test } from "vitest";
import type { PublishRequest } from "../../src/engine/engine.ts";
import { Hub } from "../../src/hub.ts";
import type { HubOptions } from "../../src/hub-options.ts";
import { isTooLarge } from "../../src/payload.ts";
import { MAX_LINE } from "../../src/process/process-stream.ts";
import { RawClient, type Wire } from "../hub/support/raw-client.ts";
import { type Fault, FaultyEngine } from "./support/faulty-engine.ts";

const owned: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of owned.splice(0).toReversed()) await end();
});

/** A hub, and a client that has the channel of this process. */
async function start(
  id: string,
  options: HubOptions = {},
): Promise<{ hub: Hub; client: RawClient }> {
  const hub = new Hub(options);
  owned.push(() => hub.close());
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  const client = await RawClient.greet(url);
  await client.ask({ type: "subscribe", channel: `process:${id}`, id: 1 });
  return { hub, client };
}

/** A child that runs this program. */
function run(program: string, ...args: string[]): ChildProcess {
  return owning(spawn(process.execPath, ["-e", program, ...args]));
}

function owning(child: ChildProcess): ChildProcess {
  owned.push(() => child.kill("SIGKILL"));
  return child;
}

const linesOf = (client: RawClient): unknown[] =>
  client.of("process_output").map(({ data }) => data ?? null);
const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));
const isStatus = ({ type }: Wire): boolean => type === "process_status";

describe("a child that is streamed", () => {
  test("is told line by line, with both of its outputs, and then its exit", async () => {
    const { hub, client } = await start("job-1");
    const child = run(
      `console.log("one"); console.error("wrong"); process.stdout.write("two\\r\\n\\nlast");
       process.exitCode = 3;`,
    );
    expect(await hub.streamProcess(child, "job-1")).toEqual({
      status: "exited",
      exitCode: 3,
      signal: null,
    });
    expect(await client.find(isStatus)).toMatchObject({
      channel: "process:job-1",
      processId: "job-1",
      data: { status: "exited", exitCode: 3 },
    });
    expect(linesOf(client).toSorted()).toEqual(["", "last", "one", "two", "wrong"]);
    expect(linesOf(client).filter((line) => line !== "wrong")).toEqual(["one", "two", "", "last"]);
    expect(client.received.at(-1)).toMatchObject({ type: "process_status" });
  });

  test("has its bytes as text, whatever they are and wherever they are cut", async () => {
    const { hub, client } = await start("bytes");
    const text = "\ufeffa😀€é\u0000\u001b[1m";
    const bytes = Buffer.concat([Buffer.from(`${text}\n`), Buffer.from([0x61, 0xff, 0xe2, 0x82])]);
    const child = run(
      `const bytes = Buffer.from(process.argv[1], "base64");
       const next = (at) => at < bytes.length && process.stdout.write(bytes.subarray(at, at + 1), () => setTimeout(next, 2, at + 1));
       next(0);`,
      bytes.toString("base64"),
    );
    await hub.streamProcess(child, "bytes");
    await client.find(isStatus);
    expect(linesOf(client)).toEqual([text, "a\ufffd\ufffd"]);
  });

  test("may have an encoding, or outputs that are not piped", async () => {
    const { hub, client } = await start("text");
    const child = run(`console.log("é")`);
    child.stdout?.setEncoding("utf8");
    await hub.streamProcess(child, "text");
    const mute = spawn(process.execPath, ["-e", "console.log(1)"], { stdio: "ignore" });
    expect(await hub.streamProcess(owning(mute), "text")).toMatchObject({ exitCode: 0 });
    await client.count("process_status", 2);
    expect(linesOf(client)).toEqual(["é"]);
  });

  test("has lines of any length, cut so that each fits into a frame with the longest names", async () => {
    const id = "x".repeat(128);
    const { hub, client } = await start(id);
    const worst = "\u0001".repeat(MAX_LINE * 2 + 1);
    const child = run(`process.stdout.write("\\u0001".repeat(${worst.length}) + "\\n")`);
    await hub.streamProcess(child, id);
    await client.find(isStatus);
    expect(linesOf(client).map((line) => (line as string).length)).toEqual([MAX_LINE, MAX_LINE, 1]);
    const draft = { type: "process_output", processId: id, key: "k".repeat(64) } as const;
    const json = JSON.stringify("\u0001".repeat(MAX_LINE));
    expect(isTooLarge(`process:${id}`, { ...draft, json })).toBe(false);
  });

  test("is told as killed, with 128 and the number of the signal", async () => {
    const { hub, client } = await start("killed");
    const child = run(`console.log("up"); setInterval(() => {}, 1000)`);
    const streaming = hub.streamProcess(child, "killed");
    await client.count("process_output", 1);
    child.kill("SIGTERM");
    const exitCode = 128 + constants.signals.SIGTERM;
    expect(await streaming).toEqual({ status: "killed", exitCode, signal: "SIGTERM" });
    expect(await client.find(isStatus)).toMatchObject({ data: { status: "killed", exitCode } });
  });

  test.each([
    ["was not found", "/nowhere/at-all", 127],
    ["may not be executed", "/etc/passwd", 126],
  ])("is told as failed where it %s", async (_, command, exitCode) => {
    const { hub, client } = await start("none");
    const errors: unknown[] = [];
    hub.addEventListener("error", ({ error }) => errors.push(error));
    const exit = await hub.streamProcess(spawn(command), "none");
    expect(exit).toMatchObject({
      status: "failed",
      exitCode,
      signal: null,
      error: expect.any(Error),
    });
    expect(await client.find(isStatus)).toMatchObject({ data: { status: "failed", exitCode } });
    const failed = spawn(command);
    await once(failed, "error");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await hub.streamProcess(failed, "none")).toMatchObject({ status: "failed" });
    expect(errors).toEqual([]);
  });

  test("is told although it had exited before", async () => {
    const { hub, client } = await start("late");
    const child = run(`console.log("done"); process.exitCode = 4`);
    await once(child, "exit");
    expect(await hub.streamProcess(child, "late")).toMatchObject({ exitCode: 4 });
    expect(await client.find(isStatus)).toMatchObject({ data: { status: "exited", exitCode: 4 } });
  });

  test("is told with all that it wrote although a child of it holds its output", async () => {
    const { hub, client } = await start("parent");
    const lines = 20_000;
    const child = run(
      `const { spawn } = require("node:child_process");
       const held = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
       let text = held.pid + "\\n";
       for (let at = 0; at < ${lines}; at++) text += at + "\\n";
       process.stdout.write(text + "last", () => process.exit(5));`,
    );
    expect(await hub.streamProcess(child, "parent")).toMatchObject({ exitCode: 5 });
    await client.find(isStatus);
    const [pid, ...rest] = linesOf(client);
    expect(() => process.kill(Number(pid), "SIGKILL")).not.toThrow();
    expect(rest).toEqual([...numbers(lines), "last"]);
  });

  test("is told although a child of it writes on and on", async () => {
    const { hub, client } = await start("busy");
    const child = run(
      `const { spawn } = require("node:child_process");
       const noise = "console.log(process.pid); process.send(1, () => { for (;;) require('fs').writeSync(1, 'noise\\\\n') })";
       const stdio = ["ignore", "inherit", "ignore", "ipc"];
       spawn(process.execPath, ["-e", noise], { detached: true, stdio }).on("message", () => process.exit(6));`,
    );
    expect(await hub.streamProcess(child, "busy")).toMatchObject({ exitCode: 6 });
    await client.find(isStatus);
    // Its output is closed, so it has ended or is about to.
    const pid = Number(linesOf(client)[0]);
    expect(pid).toBeGreaterThan(1);
    await expect
      .poll(
        () => {
          try {
            return process.kill(pid, 0);
          } catch {
            return false;
          }
        },
        { timeout: 15_000 },
      )
      .toBe(false);
  });

  test("is refused where it is no child, or its id no id", async () => {
    const { hub } = await start("x");
    const child = run("");
    await expect(hub.streamProcess(child, "a b")).rejects.toThrow("id must be the id of a process");
    await expect(hub.streamProcess(undefined as never, "x")).rejects.toThrow(
      "child must be a child process",
    );
    expect(child.listenerCount("exit")).toBe(0);
  });
});

describe("an engine that", () => {
  test("goes away again and again loses no line and doubles none", async () => {
    const random = new SeededRandom(11);
    const faults: Fault[] = ["lost before", "lost after"];
    const engine = new FaultyEngine(() => (random.chance(0.03) ? random.pick(faults) : undefined));
    // No wait is longer than the shortest.
    const { hub, client } = await start("away", { engine, random: () => 0 });
    let errors = 0;
    hub.addEventListener("error", () => errors++);
    const child = run(`for (let at = 0; at < 300; at++) console.log(at); console.error("wrong")`);
    await hub.streamProcess(child, "away");
    await client.find(isStatus);
    expect(linesOf(client).filter((line) => line !== "wrong")).toEqual(numbers(300));
    expect(linesOf(client).length).toBe(301);
    expect(client.of("process_status").length).toBe(1);
    expect(errors).toBeGreaterThan(3);
    // One for each output.
    expect(engine.most).toBeLessThanOrEqual(2);
  });

  test("is away makes the child wait", async () => {
    let isAway = true;
    const published: PublishRequest[] = [];
    const engine = new FaultyEngine((request) => {
      if (request.channel === "process:waiting") published.push(request);
      return isAway ? "lost before" : undefined;
    });
    const { hub, client } = await start("waiting", { engine, random: () => 0 });
    const child = run(
      `let written = 0;
       const write = () => { while (written < 10e6 && process.stdout.write("x".repeat(999) + "\\n")) written += 1000; if (written < 10e6) process.stdout.once("drain", write); };
       write();`,
    );
    const streaming = hub.streamProcess(child, "waiting");
    await expect.poll(() => published.length, { timeout: 15_000 }).toBeGreaterThan(5);
    // The same line again and again.
    expect(new Set(published.map(({ payload }) => payload)).size).toBe(1);
    expect(child.exitCode).toBe(null);
    isAway = false;
    expect(await streaming).toMatchObject({ exitCode: 0 });
    await client.find(isStatus);
    expect(linesOf(client).length).toBeGreaterThan(9_999);
  });

  test("does not do what it should ends the streaming, and the child's outputs", async () => {
    const engine = new FaultyEngine(({ payload }) =>
      payload.includes("wrong") ? "broken" : undefined,
    );
    const { hub } = await start("broken", { engine });
    const child = run(`console.log("wrong"); setInterval(() => {}, 1000)`);
    await expect(hub.streamProcess(child, "broken")).rejects.toThrow("a fault of the engine");
    expect(child.stdout?.destroyed).toBe(true);
    expect(child.listenerCount("exit") + child.listenerCount("error")).toBe(0);
  });
});

describe("a hub that is closed", () => {
  test.each(["lost before", "silent", undefined] as const)(
    "ends the streaming, with an engine whose fault is: %s",
    async (fault) => {
      let lines = 0;
      const engine = new FaultyEngine(({ channel }) => {
        if (!channel.startsWith("process:")) return undefined;
        lines++;
        return fault;
      });
      const { hub } = await start("open", { engine });
      const child = run(`setInterval(() => console.log("x"), 5)`);
      const streaming = hub.streamProcess(child, "open");
      const ended = expect(streaming).rejects.toMatchObject({ code: "ERR_HUB_CLOSED" });
      await expect.poll(() => lines, { timeout: 15_000 }).toBeGreaterThan(0);
      await hub.close();
      await ended;
      expect(child.listenerCount("exit") + child.listenerCount("error")).toBe(0);
      expect(child.stdout?.destroyed).toBe(true);
      await expect(hub.streamProcess(child, "open")).rejects.toThrow("The hub is closed.");
    },
  );
});
