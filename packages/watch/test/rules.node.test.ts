// The rules of the house for watchers: what they may import, which part decides, and what is public.

import { expect, test } from "vitest";
import { PackageSource, unexplained } from "../../../tools/docs/package-source.ts";
import * as watch from "../src/index.ts";
import * as node from "../src/node/index.ts";

const source = new PackageSource(new URL("../src/", import.meta.url));
const { files } = source;
const code = (file: string): string => source.code(file);
const imports = (file: string): string[] => source.imports(file);
const DOORS = ["index.ts", "node/index.ts"];

test("it stands on the base of the core alone, and modules of Node are for what is under node/", () => {
  const outside = files.flatMap((file) =>
    imports(file).filter(
      (name) =>
        !/^(\.|@skep\/core\/base$)/.test(name) &&
        !(file.startsWith("node/") && /^node:(dns\/promises|fs\/promises|net|process)$/.test(name)),
    ),
  );
  expect(outside).toEqual([]);
  const others = files.filter((file) => !file.startsWith("node/"));
  expect(others.flatMap(imports).filter((name) => name.includes("/node/"))).toEqual([]);
});

test("what decides knows no promise, no clock and no chance", () => {
  const deciding = [...source.within("diagnosis/"), "uplink.ts"];
  expect(deciding.length).toBe(4);
  const waiting = deciding.filter((file) =>
    /\b(async|await|Promise|Clock|Date|random|now\(\))\b/.test(code(file)),
  );
  expect(waiting).toEqual([]);
});

test("what decides imports none of what acts", () => {
  const allowed = /^\.\/|^\.\.\/backoff-config\.ts$|^@skep\/core\/base$/;
  const outside = source.within("diagnosis/").flatMap(imports);
  expect(outside.filter((name) => !allowed.test(name))).toEqual([]);
});

test("it waits on a clock that it is given, and draws lots from a source that it is given", () => {
  // The page runs in a browser, and not in the package.
  const own = files.filter((file) => file !== "health/status-page.ts");
  const naming = own.filter((file) =>
    /\b(setTimeout|setInterval|Date\.now|performance|console)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
  expect(own.filter((file) => code(file).includes("Math.random"))).toEqual(["manager.ts"]);
});

test("it says in the first line of each file what it is", () => {
  expect(source.nameless).toEqual([]);
});

test("only the doors re-export", () => {
  expect(source.reexporting(DOORS)).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(watch).toSorted()).toEqual([
    "Group",
    "Manager",
    "ProbeError",
    "ProbeTimeoutError",
    "TransitionEvent",
    "UplinkEvent",
    "WatchErrorEvent",
    "WatchFlagEvent",
    "WatchStoppedError",
    "WatcherExistsError",
    "backoffDefaults",
    "healthHandler",
    "httpProbe",
    "metricsOf",
    "poolProbe",
    "processProbe",
    "redialWhenReady",
    "webSocketProbe",
  ]);
  expect(Object.keys(node).toSorted()).toEqual(["dnsProbe", "healthListener", "tcpProbe"]);
});

test("each of its errors is public and stands in docs/errors.md", () => {
  const errors = source.classes("errors.ts");
  expect(errors.length).toBe(4);
  expect(Object.keys(watch)).toEqual(expect.arrayContaining(errors));
  expect(unexplained(errors)).toEqual([]);
});

const given = source.given(DOORS);

test("each public name says what it is", () => {
  expect(given.length).toBeGreaterThan(50);
  expect(source.bare(given)).toEqual([]);
});

const members = source.membersOf(given);

test("each option says what it is, and what is done where it is left out", () => {
  const options = members.filter(({ name }) => /(Options|Config)$/.test(name));
  // What has to be given.
  const needed = [
    "WatcherConfig.name",
    "WatcherConfig.probe",
    "GroupOptions.members",
    "WebSocketProbeOptions.transport",
    "TcpProbeOptions.host",
    "TcpProbeOptions.port",
  ];
  const vague = options.filter(
    ({ doc, member, name }) =>
      doc === undefined || (!doc.includes("Default") && !needed.includes(`${name}.${member}`)),
  );
  expect(options.length).toBeGreaterThan(40);
  expect(vague.map(({ member, name }) => `${name}.${member}`)).toEqual([]);
});
