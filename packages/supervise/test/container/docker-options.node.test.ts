// What a container of an engine can be told, and what the engine is sent and tells: bodies of requests and answers.

import { expect, test } from "vitest";
import { creationOf, listedOf, listPath } from "../../src/container/docker-bodies.ts";
import { inspectionOf } from "../../src/container/docker-inspection.ts";
import { dockerContainer } from "../../src/container/docker-container.ts";
import { type DockerContainerOptions, dockerSettings } from "../../src/container/docker-options.ts";
import type { Owner } from "../../src/container/owner.ts";

const owner: Owner = { host: "h", boot: "b", namespace: "n", pid: 10, start: "100" };
const least = { image: "shop:1", name: "store" };

test("a container is made of its options, its labels and what it is started with", () => {
  const settings = dockerSettings({
    ...least,
    tree: "shop",
    command: ["serve", "$x"],
    env: { A: "lower", B: "b=c" },
    labels: { team: "red" },
    stopSignal: "SIGQUIT",
    create: { Hostname: "inside", HostConfig: { Memory: 1 } },
  });
  const handover = { resumeId: "r-1" };
  expect(creationOf(settings, { env: { A: "higher" }, handover }, owner)).toEqual({
    Image: "shop:1",
    Cmd: ["serve", "$x"],
    Env: ["A=higher", "B=b=c"],
    Hostname: "inside",
    HostConfig: { Memory: 1, Init: true },
    Labels: {
      team: "red",
      "skep.tree": "shop",
      "skep.name": "store",
      "skep.owner": "h|b|n|10|100",
      "skep.resume-id": "r-1",
    },
    StopSignal: "SIGQUIT",
  });
});

test("a container without options has those of its image, and an init", () => {
  const body = creationOf(dockerSettings(least), { env: {} }, owner);
  expect(Object.keys(body).sort()).toEqual(["Env", "HostConfig", "Image", "Labels"]);
  expect(body["HostConfig"]).toEqual({ Init: true });
});

test("all of a tree and name are listed, whether they run or not", () => {
  const path = listPath(dockerSettings({ ...least, tree: "a & b" }));
  const query = new URLSearchParams(path.split("?")[1]);
  expect(query.get("all")).toBe("true");
  expect(JSON.parse(query.get("filters") ?? "")).toEqual({
    label: ["skep.tree=a & b", "skep.name=store"],
  });
});

test.each([undefined, null, {}, "x", [null, 1, {}, { Id: 7 }]])(
  "what is no list of containers is an empty one: %j",
  (body) => expect(listedOf(body, dockerSettings(least))).toEqual([]),
);

test("a list tells ids and owners", () => {
  const labels = { "skep.tree": "skep", "skep.name": "store" };
  const body = [
    { Id: "a", Labels: { ...labels, "skep.owner": "o" } },
    { Id: "b", Labels: labels },
  ];
  expect(listedOf(body, dockerSettings(least))).toEqual([
    { id: "a", owner: "o" },
    { id: "b", owner: undefined },
  ]);
});

test("what an engine tells of a container is read", () => {
  const body = {
    State: { Status: "running", OOMKilled: true },
    Config: { Image: "shop:1", Labels: { team: "red", odd: 7 }, StopSignal: "15", Tty: true },
    NetworkSettings: {
      IPAddress: "",
      Networks: { a: { IPAddress: "" }, b: { IPAddress: "10.0.0.7" } },
      Ports: { "80/tcp": [{ HostIp: "", HostPort: "8080" }], "5432/tcp": null },
    },
  };
  expect(inspectionOf(body)).toEqual({
    status: "running",
    description: {
      image: "shop:1",
      ip: "10.0.0.7",
      ports: ["8080->80/tcp", "5432/tcp"],
      labels: { team: "red" },
    },
    stopSignal: "15",
    oom: true,
    hasTerminal: true,
  });
});

test.each([undefined, null, 7, {}, { State: "x" }, { Config: null, NetworkSettings: [] }])(
  "of what is no description nothing is known: %j",
  (body) =>
    expect(inspectionOf(body)).toMatchObject({ status: "unknown", oom: false, hasTerminal: false }),
);

test.each([
  ["created", "created"],
  ["configured", "created"],
  ["paused", "paused"],
  ["restarting", "running"],
  ["removing", "running"],
  ["dead", "exited"],
  ["stopped", "exited"],
  ["Exited", "exited"],
  ["odd", "unknown"],
])("the word %s of an engine means %s", (Status, status) => {
  expect(inspectionOf({ State: { Status } }).status).toBe(status);
});

test.each<[string, Partial<Record<keyof DockerContainerOptions | "other", unknown>>]>([
  ["image", { image: "" }],
  ["name", { name: "a b" }],
  ["name", { name: undefined }],
  ["tree", { tree: "" }],
  ["command", { command: "sh" }],
  ["env.A", { env: { A: 7 } }],
  ["labels", { labels: { "skep.owner": "me" } }],
  ["init", { init: 1 }],
  ["takeOver", { takeOver: "yes" }],
  ["stopSignal", { stopSignal: "TERM" }],
  ["create.Image", { create: { Image: "other" } }],
  ["create.HostConfig.AutoRemove", { create: { HostConfig: { AutoRemove: true } } }],
  ["create.HostConfig", { create: { HostConfig: 7 } }],
  ["socketPath", { socketPath: "" }],
  ["timeout", { timeout: 0 }],
  ["clock", { clock: {} }],
  ["other", { other: 1 }],
])("an option that cannot be is refused: %s of %j", (path, options) => {
  expect(() => dockerContainer({ ...least, ...options } as DockerContainerOptions)).toThrow(
    expect.objectContaining({ code: "ERR_CONFIG", path }),
  );
});
