// docs/servers.md says what the tests against servers know, and CI installs what they need. `SKEP_WRITE_DOCS=1` writes the page.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { FILES } from "./support/packages.ts";
import { renderServers } from "./support/servers-page.ts";
import { stacks } from "./support/stacks.ts";

const root = new URL("../../../", import.meta.url);

async function runtimes(): Promise<Record<string, string>> {
  const text = await readFile(new URL("tools/runtimes/package.json", root), "utf8");
  return (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
}

test("docs/servers.md is up to date, or else `pnpm docs` writes it", async () => {
  const page = new URL("docs/servers.md", root);
  if (process.env["SKEP_WRITE_DOCS"] === "1") await writeFile(page, renderServers());
  expect(await readFile(page, "utf8")).toBe(renderServers());
});

test("the versions of Deno and Bun are those of tools/runtimes", async () => {
  const { bun, deno } = await runtimes();
  const versionOf = (name: string) => stacks.find((stack) => stack.name === name)?.version;
  expect([versionOf("Bun"), versionOf("Deno")]).toEqual([bun, deno]);
});

test("each package that a server needs is installed by CI", async () => {
  const script = await readFile(new URL(".ci/run", root), "utf8");
  const lists = [...script.matchAll(/^(?:servers|network|containers)=\(([^)]*)\)/gm)].map(
    ([, list = ""]) => list,
  );
  const installed = [...lists.join(" ").trim().split(/\s+/), ...Object.keys(await runtimes())];
  expect(installed).toEqual(expect.arrayContaining(Object.keys(FILES)));
});
