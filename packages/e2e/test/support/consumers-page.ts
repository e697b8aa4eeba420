// Writes the table of docs/consumers.md from what the projects of `packages/e2e/consumers` say of themselves.
import { readFileSync } from "node:fs";
import { projects } from "../../../../tools/consumers/projects.mjs";

interface Row {
  readonly kind: string;
  readonly title: string;
  /** A package that the project pins, a runtime of `tools/runtimes`, or words. */
  readonly version: string;
  readonly write: string;
  readonly know: string;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly packageManager?: string;
}

export interface Consumer {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly rows: readonly Row[];
}

export const KINDS: readonly string[] = [
  "runtime",
  "bundler",
  "framework",
  "test runner",
  "package manager",
];

export const consumers = projects() as readonly Consumer[];

const runtimes = JSON.parse(
  readFileSync(new URL("../../../../tools/runtimes/package.json", import.meta.url), "utf8"),
) as Manifest;

/** What a project pins, its package manager included. */
export function pinned({ manifest }: Consumer): Readonly<Record<string, string>> {
  const [manager, version] = manifest.packageManager?.split("@") ?? [];
  return {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...(manager !== undefined && version !== undefined && { [manager]: version }),
  };
}

function versionOf(consumer: Consumer, { version }: Row): string {
  return pinned(consumer)[version] ?? runtimes.dependencies?.[version] ?? version;
}

function lineOf(consumer: Consumer, row: Row): string {
  const project = `[${consumer.name}](../packages/e2e/consumers/${consumer.name})`;
  const cells = [row.kind, row.title, versionOf(consumer, row), row.write, row.know, project];
  return `| ${cells.join(" | ")} |`;
}

export function consumersTable(): string {
  const lines = KINDS.flatMap((kind) =>
    consumers.flatMap((consumer) =>
      consumer.rows.filter((row) => row.kind === kind).map((row) => lineOf(consumer, row)),
    ),
  );
  return [
    "| kind | where | version proved | what to write | what to know | project |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}
