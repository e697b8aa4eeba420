// The tables of what was found, in `docs/runtimes.md` and the README, between their marks. Versions that change
// from machine to machine stay out, so that the tables say the same wherever they are made.
import { readFile, writeFile } from "node:fs/promises";
import { overWs, platform } from "@skep/conformance/client";
import type { HubResult } from "./hubs/try-hub.ts";
import { PARTS } from "./parts.ts";
import type { Result } from "./try-on.ts";

/** Writes the tables, or only looks; returns the files that say something else. */
export async function updateTables(
  results: readonly Result[],
  hubs: readonly HubResult[],
  check: boolean,
): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, tables] of Object.entries({
    "README.md": { runtimes: shortTable(results) },
    "docs/runtimes.md": {
      runtimes: longTable(results),
      faults: faultList(results),
      hubs: hubTable(hubs),
    },
  })) {
    const text = await readFile(file, "utf8");
    const updated = Object.entries(tables).reduce((page, each) => fill(page, ...each), text);
    if (updated === text) continue;
    if (check) stale.push(file);
    else await writeFile(file, updated);
  }
  return stale;
}

function fill(page: string, mark: string, table: string): string {
  const between = new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`);
  if (!between.test(page)) throw new Error(`No place for the table "${mark}" was found.`);
  return page.replace(between, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
}

type Column<R = Result> = readonly [name: string, cell: (result: R) => string];

const engineOf = ({ engine: { runtime, transport } }: Result) =>
  (transport === "ws" ? overWs : platform)[runtime];

const yes = (is: boolean | undefined): string => (is === true ? "yes" : "no");

const capability =
  (name: keyof NonNullable<ReturnType<typeof engineOf>>["capabilities"]) =>
  (result: Result): string =>
    yes(engineOf(result)?.capabilities[name]);

const runtime: Column = ["runtime", ({ engine }) => engine.runtime];
const transport: Column = [
  "transport",
  ({ engine }) => (engine.transport === "ws" ? "`ws`" : "its own"),
];
/** What it can ask a silent peer with. */
const liveness: Column = [
  "asks by",
  (result) => (engineOf(result)?.capabilities.ping === true ? "ping" : "`probe`"),
];
const pause: Column = ["pause", capability("pause")];
const headers: Column = ["headers", ({ report }) => yes(report?.can.headers)];
const status: Column = ["status", ({ report }) => yes(report?.can.status)];
const readLimit: Column = ["`readLimit`", ({ report }) => yes(report?.can.readLimit)];
const proved: Column = ["proved by", scoreOf];

const SHORT = [runtime, transport, liveness, pause, headers, status, proved];
const LONG: readonly Column[] = [
  runtime,
  transport,
  ["ping", capability("ping")],
  ["hears pings", capability("heard")],
  pause,
  headers,
  status,
  readLimit,
  ["`bufferedAmount`", capability("bufferedAmount")],
  ["terminate", capability("terminate")],
  ["frees dials", capability("releases")],
  ["`unref`", capability("unref")],
  ["close frame", capability("closing")],
  ["progress", capability("progress")],
  ["answer headers", capability("answerHeaders")],
  ...PARTS.map((part): Column => [
    part,
    ({ report }) => `${report?.parts[part].passed ?? 0} tests`,
  ]),
  proved,
];

function scoreOf(result: Result): string {
  const { report, faults } = result;
  if (report === undefined) return "not tried";
  const { suite, transcripts } = report;
  const known = Object.keys(engineOf(result)?.exceptions ?? {}).length;
  const passed = suite.passed + transcripts.passed - known;
  const words = [`${passed} tests`];
  if (known > 0) words.push(`${known} known faults`);
  if (faults.length > 0) words.push(`${faults.length} failed`);
  return words.join(", ");
}

const shortTable = (results: readonly Result[]): string => tableOf(SHORT, results);

const HUB: readonly Column<HubResult>[] = [
  ["runtime", ({ engine }) => engine.runtime],
  ["clients come by", ({ engine }) => engine.server],
  ["pings", ({ engine }) => (engine.can.ping ? "at `heartbeatInterval`" : "in silence")],
  ["pause", ({ engine }) => yes(engine.can.pause)],
  ["terminate", ({ engine }) => yes(engine.can.terminate)],
  ["proved by", ({ passed }) => `${passed} tests`],
];

const hubTable = (results: readonly HubResult[]): string => tableOf(HUB, results);
const longTable = (results: readonly Result[]): string => tableOf(LONG, results);

function tableOf<R>(columns: readonly Column<R>[], results: readonly R[]): string {
  const rows = [
    columns.map(([name]) => name),
    columns.map(() => "---"),
    ...results.map((result) => columns.map(([, cell]) => cell(result))),
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What engines do wrong, a line each. */
function faultList(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const { exceptions = {}, otherTranscripts = {} } = engineOf(result) ?? {};
    const others = Object.entries(otherTranscripts).map(
      ([what, lines]) => [`tells that it was ${what}`, `tells: ${lines.join(", ")}`] as const,
    );
    return [...Object.entries(exceptions), ...others].map(
      ([what, instead]) => `| ${result.engine.runtime} | ${what} | ${instead} |`,
    );
  });
  return ["| engine | what it should do | what it does |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}
