// A container of an engine that answers as a test says, over a real socket: what is asked in which order, and answers that get lost or are none.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@skep/core/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Container } from "../../src/container/container.ts";
import { ContainerWorker } from "../../src/container/container-worker.ts";
import { dockerContainer, type DockerContainerOptions } from "../../src/container.ts";
import { DockerEngine } from "../../src/container/docker-engine.ts";
import { readEntry } from "../../src/process/process-table.ts";
import { ownerText, thisOwner } from "../../src/container/owner.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const json =
  (status: number, body?: unknown): Answer =>
  (response) =>
    void response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));

const cut: Answer = (response) => void response.destroy();

const INSPECTION = { State: { Status: "running" }, Config: { Image: "shop:1" } };

/** Answers by method and path without version, id and query; what is not there is answered with success and nothing. */
class Engine {
  readonly asked: string[] = [];
  readonly answers: Record<string, Answer> = {
    "GET /containers/json": json(200, []),
    "POST /containers/create": json(201, { Id: "abc" }),
    "GET /containers/ID/json": json(200, INSPECTION),
  };
  readonly #server = createServer((request, response) => {
    const path = (request.url ?? "").replace("/v1.40", "").split("?", 1)[0] ?? "";
    const call = `${request.method} ${path.replace(/containers\/(abc|old\d?)/, "containers/ID")}`;
    this.asked.push(call.replace("ID", /abc|old\d?/.exec(path)?.[0] ?? "ID"));
    (this.answers[call] ?? json(204))(response, request);
  });

  listen(path: string): Promise<void> {
    return new Promise((resolve) => void this.#server.listen(path, resolve));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

describe.skipIf(process.platform !== "linux")("a container of an engine", () => {
  let folder: string;
  let engine: Engine;
  const socketPath = (): string => join(folder, "engine.sock");

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "skep-engine-"));
    engine = new Engine();
    await engine.listen(socketPath());
  });
  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  const make = (options: Partial<DockerContainerOptions> = {}): Container =>
    dockerContainer({ image: "shop:1", name: "store", socketPath: socketPath(), ...options });

  const labels = { "skep.tree": "skep", "skep.name": "store" };
  const owned = (more: object): object => ({
    Id: "old1",
    Labels: { ...labels, "skep.owner": ownerText({ ...thisOwner(), ...more }) },
  });

  test("is looked for, made and started, and asks nothing before", async () => {
    const container = make();
    expect([container.id, await container.status(), engine.asked]).toEqual([
      "store",
      "missing",
      [],
    ]);
    await container.start({ env: {} });
    expect(engine.asked).toEqual([
      "GET /containers/json",
      "POST /containers/create",
      "POST /containers/abc/start",
    ]);
    await expect(container.start({ env: {} })).rejects.toThrow(/started before/);
  });

  test.each([
    ["this process", {}],
    ["a process that is gone", { pid: 2 ** 22 + 1 }],
    ["an earlier life of the machine", { boot: "another" }],
  ])("is made after what is left of %s was removed", async (_, owner) => {
    engine.answers["GET /containers/json"] = json(200, [
      owned(owner),
      { ...owned(owner), Id: "old2" },
    ]);
    await make().start({ env: {} });
    expect(engine.asked.slice(1, 4)).toEqual([
      "DELETE /containers/old1",
      "DELETE /containers/old2",
      "POST /containers/create",
    ]);
  });

  test.each([
    [
      "of a process that runs",
      [() => owned({ pid: process.ppid, start: readEntry(process.ppid)?.start })],
    ],
    ["of another machine", [() => owned({ host: "another" })]],
    [
      "of nobody, beside one that is left",
      [() => owned({}), () => ({ Id: "old2", Labels: labels })],
    ],
  ])("is not made while there is one %s, and nothing is removed", async (_, listed) => {
    engine.answers["GET /containers/json"] = json(
      200,
      listed.map((one) => one()),
    );
    await expect(make().start({ env: {} })).rejects.toMatchObject({
      code: "ERR_SUPERVISE_CONTAINER",
    });
    expect(engine.asked).toEqual(["GET /containers/json"]);
    engine.asked.length = 0;
    await make({ takeOver: true }).start({ env: {} });
    expect(engine.asked).toContain(`DELETE /containers/old${listed.length}`);
  });

  test("is made beside others that its engine lists without being asked for them", async () => {
    engine.answers["GET /containers/json"] = json(200, [
      { Id: "old1", Labels: { ...labels, "skep.tree": "another" } },
      { Id: "old1", Labels: { ...labels, "skep.name": "another" } },
      { Id: "old1", Labels: null },
      { ...owned({}), Id: "../images/abc" },
    ]);
    await make({ takeOver: true }).start({ env: {} });
    expect(engine.asked.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  test("that its engine gives no id that can be asked for has failed", async () => {
    engine.answers["POST /containers/create"] = json(201, { Id: "a/b?c" });
    await expect(make().start({ env: {} })).rejects.toThrow(/was not made/);
    expect(engine.asked.at(-1)).toBe("POST /containers/create");
  });

  test("that is refused its start is removed again", async () => {
    engine.answers["POST /containers/ID/start"] = json(500, { message: "no such command" });
    engine.answers["GET /containers/ID/json"] = json(200, { State: { Status: "created" } });
    await expect(make().start({ env: {} })).rejects.toThrow(/store: POST .*: 500, no such command/);
    expect(engine.asked.at(-1)).toBe("DELETE /containers/abc");
  });

  test("whose start is called off is removed again", async () => {
    const controller = new AbortController();
    engine.answers["POST /containers/create"] = (response, request) => {
      controller.abort(new Error("enough"));
      json(201, { Id: "abc" })(response, request);
    };
    engine.answers["GET /containers/ID/json"] = json(200, { State: { Status: "created" } });
    await expect(make().start({ env: {}, signal: controller.signal })).rejects.toThrow("enough");
    expect(engine.asked).not.toContain("POST /containers/abc/start");
    expect(engine.asked.at(-1)).toBe("DELETE /containers/abc");
  });

  test("whose start is called off too late has been started, for its worker to stop it", async () => {
    const controller = new AbortController();
    engine.answers["POST /containers/ID/start"] = (response, request) => {
      controller.abort(new Error("enough"));
      setTimeout(() => json(204)(response, request), 20);
    };
    await make().start({ env: {}, signal: controller.signal });
    expect(engine.asked.at(-1)).toBe("POST /containers/abc/start");
  });

  test("whose start got no answer is watched where it runs all the same", async () => {
    engine.answers["POST /containers/ID/start"] = cut;
    const ended = deferred();
    engine.answers["POST /containers/ID/wait"] = (response, request) =>
      void ended.promise.then(() => json(200, { StatusCode: 5 })(response, request));
    const worker = new ContainerWorker("job", make());
    await worker.start();
    expect(worker.state().status).toBe("running");
    ended.resolve();
    expect(await worker.wait()).toMatchObject({ code: 5, status: "failed" });
    expect(engine.asked.at(-1)).toBe("DELETE /containers/abc");
  });

  test.each([
    ["204", "SIGTERM", undefined],
    ["the stop signal of the image", "SIGQUIT", "SIGQUIT"],
    ["its number", "3", "3"],
  ])("is asked to end by %s, and has obeyed with the code for it", async (_, sent, StopSignal) => {
    const config = { ...INSPECTION, Config: { StopSignal } };
    engine.answers["GET /containers/ID/json"] = json(200, config);
    let query = "";
    engine.answers["POST /containers/ID/kill"] = (response, request) => {
      query = request.url ?? "";
      json(204)(response, request);
    };
    const code = sent === "SIGTERM" ? 143 : 131;
    engine.answers["POST /containers/ID/wait"] = json(200, { StatusCode: code });
    const container = make();
    await container.start({ env: {} });
    await container.stop();
    expect(query).toMatch(new RegExp(`signal=${sent}$`));
    expect(await container.wait()).toEqual({ code, oom: false, interrupted: true });
    await container.stop({ force: true });
    expect([await container.status(), query]).toEqual(["exited", expect.stringMatching(sent)]);
  });

  test("that has ended meanwhile needs no stop, and one that runs does", async () => {
    engine.answers["POST /containers/ID/kill"] = json(409, { message: "not running" });
    const container = make();
    await container.start({ env: {} });
    await expect(container.stop({ force: true })).rejects.toThrow(/409, not running/);
    engine.answers["GET /containers/ID/json"] = json(200, { State: { Status: "exited" } });
    await container.stop({ force: true });
    engine.answers["GET /containers/ID/json"] = json(404, { message: "none" });
    await container.stop({ force: true });
    expect(await container.status()).toBe("missing");
  });

  test("that was removed while it was waited for has no exit of its own", async () => {
    engine.answers["POST /containers/ID/wait"] = json(200, { StatusCode: 0 });
    const container = make();
    await container.start({ env: {} });
    engine.answers["GET /containers/ID/json"] = json(404, {});
    await expect(container.wait()).rejects.toMatchObject({ code: "ERR_SUPERVISE_CONTAINER" });
  });

  test.each<[string, Answer]>([
    ["text", (response) => void response.end("hello")],
    ["no code", json(200, { StatusCode: "0" })],
    ["a cut", cut],
    [
      "an answer that ends in the middle",
      (response) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        setImmediate(() => response.destroy());
      },
    ],
    ["9 MB", (response) => void response.end("x".repeat(9_000_000))],
  ])("is not taken for ended where the engine answers with %s", async (_, answer) => {
    engine.answers["POST /containers/ID/wait"] = answer;
    const container = make();
    await container.start({ env: {} });
    await expect(container.wait()).rejects.toMatchObject({ code: "ERR_SUPERVISE_CONTAINER" });
    expect(await container.status()).toBe("running");
  });

  test("is unknown where the engine fails, or is not there", async () => {
    const container = make();
    await container.start({ env: {} });
    engine.answers["GET /containers/ID/json"] = json(500);
    expect(await container.status()).toBe("unknown");
    engine.answers["GET /containers/ID/json"] = cut;
    expect(await container.status()).toBe("unknown");
    await engine.close();
    expect(await container.status()).toBe("unknown");
    await expect(container.inspect()).rejects.toThrow(/store: the engine cannot be reached/);
    await engine.listen(socketPath());
  });

  test("gives its logs as lines, and an error where they were cut", async () => {
    engine.answers["GET /containers/ID/logs"] = (response) => {
      response.write(Buffer.from([1, 0, 0, 0, 0, 0, 0, 2, 97, 10, 2, 0, 0, 0, 0, 0, 0, 1, 98]));
      setTimeout(() => response.destroy(), 20);
    };
    const container = make();
    await container.start({ env: {} });
    const lines: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const line of container.logs()) lines.push(line);
    };
    await expect(read()).rejects.toMatchObject({ code: "ERR_SUPERVISE_CONTAINER" });
    expect(lines).toEqual([{ source: "stdout", line: "a" }]);
  });

  test("reads no answer without an end", async () => {
    engine.answers["GET /containers/ID/json"] = json(200, {
      ...INSPECTION,
      x: "x".repeat(9_000_000),
    });
    const container = make();
    await container.start({ env: {} });
    await expect(container.inspect()).rejects.toThrow(/more than 8388608 bytes/);
  });

  test("waits for an answer for so long and not longer, and for a wait as long as it takes", async () => {
    const clock = new ManualClock();
    engine.answers["GET /containers/json"] = () => {};
    const client = new DockerEngine(socketPath(), 1_000, clock);
    const asked = client.call({ method: "GET", path: "/containers/json" });
    const late = expect(asked).rejects.toThrow(/cannot be reached: it did not answer/);
    clock.advance(1_000);
    await late;
    const controller = new AbortController();
    const { signal } = controller;
    const path = "/containers/json";
    const waiting = client.call({ method: "GET", path, isEndless: true, signal });
    expect(clock.pending).toBe(0);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
