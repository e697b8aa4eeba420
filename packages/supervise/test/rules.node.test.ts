// The rules of the house for supervised workers: what they may import, which part decides, and what is public.

import { dirname, join } from "node:path";
import * as supervise from "@skep/supervise";
import * as container from "@skep/supervise/container";
import * as process from "@skep/supervise/process";
import { expect, test } from "vitest";
import { PackageSource, unexplained } from "../../../tools/docs/package-source.ts";

const source = new PackageSource(new URL("../src/", import.meta.url));
const { files } = source;
const code = (file: string): string => source.code(file);
const imports = (file: string): string[] => source.imports(file);
const DOORS = ["index.ts", "process.ts", "container.ts"];

/** All files that one needs, itself included. */
function reached(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const name of imports(file))
    if (name.startsWith(".")) reached(join(dirname(file), name).replaceAll("\\", "/"), known);
  return known;
}

test("it stands on the base of the core, and on Node where it runs processes and containers", () => {
  const outside = files
    .flatMap(imports)
    .filter((name) => !name.startsWith(".") && !/^(@skep\/core\/base|node:\w+)$/.test(name));
  expect(outside).toEqual([]);
});

test("functions, supervisors and diagrams know no runtime", () => {
  const all = [...reached("index.ts")];
  expect(all.length).toBeGreaterThan(35);
  expect(all.filter((file) => imports(file).some((name) => name.startsWith("node:")))).toEqual([]);
  // The one default that asks for a process where there is one.
  const naming = all.filter((file) => /\b(process|Buffer)\.\w|\bglobalThis\b/.test(code(file)));
  expect(naming).toEqual(["run-until-signal.ts"]);
});

test("each file is reached from a door", () => {
  const all = new Set(DOORS.flatMap((door) => [...reached(door)]));
  expect(files.filter((file) => !all.has(file))).toEqual([]);
});

test("what decides knows no worker, no promise and no clock", () => {
  const plan = source.within("plan/");
  expect(plan.length).toBeGreaterThan(6);
  const waiting = plan.filter((file) =>
    /\b(async|await|Promise|Clock|Date|ManagedWorker|Instance)\b/.test(code(file)),
  );
  const outside = plan
    .flatMap(imports)
    .filter(
      (name) =>
        !/^(@skep\/core\/base|\.\/[\w-]+\.ts|\.\.\/(errors|start-error|exit-report)\.ts)$/.test(
          name,
        ),
    );
  expect([waiting, outside]).toEqual([[], []]);
});

test("it waits on a clock that it is given, and draws lots from a source that it is given", () => {
  const naming = files.filter((file) =>
    /\b(setTimeout|setInterval|setImmediate|Date\.now|performance|console)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
  // Their defaults alone.
  expect(files.filter((file) => code(file).includes("Math.random")).toSorted()).toEqual([
    "container/container-worker.ts",
    "supervisor/options.ts",
  ]);
});

test("it says in the first line of each file what it is", () => {
  expect(source.nameless).toEqual([]);
});

test("only the doors re-export", () => {
  expect(source.reexporting(DOORS)).toEqual([]);
});

test("each of its errors is public, and stands in docs/errors.md", () => {
  const errors = source.classes("errors.ts");
  expect(errors.length).toBe(7);
  expect(Object.keys(supervise)).toEqual(expect.arrayContaining(errors));
  expect(unexplained(errors)).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(supervise).toSorted()).toEqual([
    "BaseWorker",
    "ChildError",
    "ContainerError",
    "GaveUpError",
    "HygieneError",
    "Supervisor",
    "SupervisorEvent",
    "WorkerExitError",
    "WorkerStartError",
    "WorkerStateError",
    "fromFunction",
    "fromHub",
    "fromPool",
    "fromServer",
    "fromWatchers",
    "handoverVariables",
    "isExitStatus",
    "mermaidFragment",
    "mermaidState",
    "mermaidTree",
    "metadataKeys",
    "previousExitText",
    "restartWhenDown",
    "runUntilSignal",
    "supervisorDefaults",
  ]);
  expect(Object.keys(process).toSorted()).toEqual(["ProcessWorker"]);
  expect(Object.keys(container).toSorted()).toEqual([
    "ContainerWorker",
    "dockerContainer",
    "fakeContainer",
  ]);
});

const given = source.given(DOORS);

test("each public name says what it is", () => {
  expect(given.length).toBeGreaterThan(60);
  expect(source.bare(given)).toEqual([]);
});

const members = source.membersOf(given);

/** Those that have to be given. */
const NEEDED = ["ChildSpec.name", "ChildSpec.worker", "SupervisorOptions.name"];

test("each option says what it is, and what is done where it is left out", () => {
  const options = members.filter(({ name }) =>
    /(Options|Spec|Backoff|Intensity|^StartContext)$/.test(name),
  );
  const vague = options.filter(({ doc, member, name }) =>
    doc === undefined
      ? true
      : !/Default|[Rr]equired/.test(doc) && !NEEDED.includes(`${name}.${member}`),
  );
  expect(options.length).toBeGreaterThan(35);
  expect(vague).toEqual([]);
});

test("each member of what an application is given says what it is", () => {
  const told = [
    "ManagedWorker",
    "State",
    "ExitReport",
    "Outcome",
    "Run",
    "SupervisedChild",
    "SupervisorStats",
    "Handover",
    "Gate",
  ];
  const bare = members.filter(({ doc, name }) => told.includes(name) && doc === undefined);
  expect([...new Set(members.map(({ name }) => name))]).toEqual(expect.arrayContaining(told));
  expect(bare).toEqual([]);
});
