// What is declared of engines and what the page of runtimes says of them: the same names.
import { readFile } from "node:fs/promises";
import { overWs, platform } from "@skep/conformance/client";
import { expect, test } from "vitest";

const page = await readFile(new URL("../../../docs/runtimes.md", import.meta.url), "utf8");

/** Rows of the page's tables, as lists of cells. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test.each(Object.keys(overWs))("%s over ws is on the page", (name) => {
  expect(rows.filter((cells) => cells[1] === name && cells[2] === "`ws`")).toHaveLength(1);
});

// happy-dom is no runtime but stands in for one in unit tests.
test.each(Object.keys(platform).filter((name) => name !== "happy-dom"))(
  "%s over its own WebSocket is on the page, with all that it does wrong",
  (name) => {
    expect(rows.filter((cells) => cells[1] === name && cells[2] === "its own")).toHaveLength(1);
    const { exceptions = {}, otherTranscripts = {} } = platform[name] ?? {};
    for (const what of Object.keys(otherTranscripts))
      expect(page).toContain(`| ${name} | tells that it was ${what} |`);
    for (const [what, instead] of Object.entries(exceptions))
      expect(rows).toContainEqual(["", name, what, instead, ""]);
  },
);

test("nothing that was tried has failed, or was not tried", () => {
  expect(page).not.toMatch(/not tried|failed \|/);
});
