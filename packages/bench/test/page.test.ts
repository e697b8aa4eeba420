// docs/performance.md and its charts are what the kept results give. `pnpm performance` writes them.
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { benchmarks } from "../src/benchmarks/index.mjs";
import { render } from "../src/page/page.mjs";
import { recall } from "../src/results.mjs";
import { benchmark, result } from "./samples.ts";
import { faultsOf } from "./xml.ts";

const docs = new URL("../../../docs/", import.meta.url);
const { page, charts } = render(benchmarks, recall);

describe("docs/performance.md", () => {
  test("is up to date, or else `pnpm performance` writes it", async () => {
    expect(await readFile(new URL("performance.md", docs), "utf8")).toBe(page);
  });

  test("has its charts, well-formed, and no others", async () => {
    const folder = new URL("performance/", docs);
    const files = existsSync(folder) ? await readdir(folder) : [];
    expect(files.toSorted()).toEqual(charts.map(({ name }) => `${name}.svg`).toSorted());
    for (const { name, svg } of charts) {
      expect(faultsOf(svg)).toEqual([]);
      expect(await readFile(new URL(`${name}.svg`, folder), "utf8")).toBe(svg);
    }
  });

  test("has anchors and pictures that are there", () => {
    const anchors = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
    const pictures = [...page.matchAll(/\]\(performance\/([^)]*)\.svg\)/g)].map(([, name]) => name);
    expect(anchors.every((anchor) => anchor !== "")).toBe(true);
    expect(pictures.toSorted()).toEqual(charts.map(({ name }) => name).toSorted());
  });

  test("has each benchmark once, each under a name of its own", () => {
    const names = benchmarks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { title } of benchmarks) expect(page.split(`\n## ${title}\n`)).toHaveLength(2);
  });
});

describe("a page", () => {
  test("shows a target that was missed, with its figure, in the summary and in the section", () => {
    const { page } = render([benchmark], () => result);
    expect(page).toContain("Of 1 targets 0 are met, 1 missed, 0 not judged.");
    expect(page).toContain(
      "| B0 | at most 1.4 \\| times | ≤ 1.4 | 1.5 | **missed** | [example](#an-example-64-b--more) |",
    );
    expect(page).toContain("3 rounds, 3 s, on 2026-01-02, Node 20.0.0, load 0.5.");
    expect(page).toContain("| ws | 8.0.0 |");
  });

  test("says what was not measured yet", () => {
    const { page, charts } = render([benchmark], () => undefined);
    expect(charts).toEqual([]);
    expect(page).toContain("| not judged: not measured yet | [example](#an-example-64-b--more) |");
  });
});
