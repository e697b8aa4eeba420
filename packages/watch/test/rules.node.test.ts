// The rules of the house for watchers: what they may import, which part decides, and what is public.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { docstringsOf } from "../../../tools/docs/docstrings.ts";
import * as watch from "../src/index.ts";
import * as node from "../src/node/index.ts";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"));
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");
const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
const imports = (file: string): string[] =>
  [...read(file).matchAll(/from "([^"]*)"/g)].map(([, name = ""]) => name);
const within = (folder: string): string[] => files.filter((file) => file.startsWith(folder));

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
  const deciding = [...within("diagnosis/"), "uplink.ts"];
  expect(deciding.length).toBe(4);
  const waiting = deciding.filter((file) =>
    /\b(async|await|Promise|Clock|Date|random|now\(\))\b/.test(code(file)),
  );
  expect(waiting).toEqual([]);
});

test("what decides imports none of what acts", () => {
  const allowed = /^\.\/|^\.\.\/backoff-config\.ts$|^@skep\/core\/base$/;
  const outside = within("diagnosis/").flatMap(imports);
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
  expect(files.filter((file) => !/^\/\/ [`A-Z][^\n]*[.,:;\w)]\n/.test(read(file)))).toEqual([]);
});

test("only the doors re-export", () => {
  const others = files.filter(
    (file) => !file.endsWith("index.ts") && /^export (type )?[{*][^;]*from/m.test(read(file)),
  );
  expect(others).toEqual([]);
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
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const classes = [...code("errors.ts").matchAll(/^export class (\w+)/gm)].map(
    ([, name]) => name ?? "",
  );
  expect(classes.length).toBe(4);
  expect(classes.filter((name) => !(name in watch) || !page.includes(`| \`${name}\` |`))).toEqual(
    [],
  );
});

/** Each name that the doors give, and the file that it is from. */
const given = (["index.ts", "node/index.ts"] as const).flatMap((door) =>
  [...read(door).matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)"/gm)].flatMap(
    ([, names = "", file = ""]) =>
      [...names.matchAll(/(\w+)(?:,|\s*$)/g)].map(([, name = ""]) => ({
        name,
        file: door.replace("index.ts", file),
      })),
  ),
);

test("each public name says what it is", () => {
  expect(given.length).toBeGreaterThan(50);
  const bare = given.filter(({ file, name }) => {
    const declared = `\\*/\\nexport (?:abstract )?(?:class|function|interface|type|const) ${name}\\b`;
    return !new RegExp(declared).test(read(file));
  });
  expect(bare).toEqual([]);
});

const members = given.flatMap(({ file, name }) => {
  const all = docstringsOf(new URL(`../src/${file}`, import.meta.url)).get(name) ?? [];
  return [...all].map(([member, doc]) => ({ name, member, doc }));
});

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
