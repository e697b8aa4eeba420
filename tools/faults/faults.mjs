// `pnpm faults`: runs every fault against every engine, and socket.io under those of Redis, and writes what became of the messages into docs/scaling.md.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TESTS = ["redis-faults", "redis-cluster", "nats-faults", "nats-cluster", "socket-io"].map(
  (name) => `packages/e2e/test/engines/${name}.test.ts`,
);
const ENGINES = ["Redis", "Redis Cluster", "NATS", "NATS cluster"];
const PAGE = "docs/scaling.md";

const folder = mkdtempSync(join(tmpdir(), "skep-faults-"));
const file = join(folder, "reports.jsonl");
try {
  writeFileSync(file, "");
  // One after the other: what is promised of time is measured.
  const how = ["--config", "vitest.workspace.ts", "--project", "e2e", "--no-file-parallelism"];
  const args = ["vitest", "run", ...how, ...TESTS];
  const { status } = spawnSync("npx", args, {
    stdio: "inherit",
    env: { ...process.env, SKEP_FAULTS: file },
  });
  if (status === 0)
    write(
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A fault that was run twice has the second report. */
function write(kept) {
  const reports = [...new Map(kept.map((each) => [`${each.who} ${each.fault}`, each])).values()];
  const ours = ENGINES.flatMap((engine) => reports.filter(({ who }) => who === engine));
  const others = reports.filter(({ who }) => who === "socket.io");
  const page = readFileSync(PAGE, "utf8");
  const ourTable = table(
    [
      "engine",
      "fault",
      "acknowledged",
      "delivered",
      "lost without a word",
      "doubled",
      "out of order",
      "gaps told",
      "`degraded` after",
      "whole after",
    ],
    ours.map(ourRow),
  );
  const theirTable = table(
    [
      "fault",
      "published",
      "delivered",
      "lost without a word",
      "doubled",
      "out of order",
      "unhandled rejections",
    ],
    others.map(theirRow),
  );
  writeFileSync(PAGE, fill(fill(page, "faults", ourTable), "faults-socket-io", theirTable));
}

function ourRow({ fault, report, who }) {
  const { degradedAfter, delivered, disordered, doubled, gaps, lost, published, recoveredAfter } =
    report;
  const told = Object.entries(gaps).map(([reason, count]) => `${count} ${reason}`);
  return [
    who,
    fault,
    published,
    delivered,
    lost,
    doubled,
    disordered,
    told.join(", ") || "0",
    seconds(degradedAfter),
    seconds(recoveredAfter),
  ];
}

function theirRow({ fault, report }) {
  const { delivered, disordered, doubled, lost, published, unhandled } = report;
  return [fault, published, delivered, lost, doubled, disordered, unhandled];
}

function seconds(ms) {
  return ms === undefined ? "–" : `${(ms / 1_000).toFixed(1)} s`;
}

function table(head, rows) {
  const lineOf = (cells) =>
    `| ${cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell)).join(" | ")} |`;
  return [lineOf(head), lineOf(head.map(() => "---")), ...rows.map(lineOf)].join("\n");
}

function fill(page, name, text) {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  if (!pattern.test(page)) throw new Error(`${PAGE} has no place for ${name}.`);
  return page.replace(pattern, (_, start, end) => `${start}\n${text}\n${end}`);
}
