// The packages as users get them: packed, linted, installed elsewhere, imported, connected.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publicPackages } from "./public-packages.mjs";
import { run } from "./run.mjs";

const root = process.cwd();
const strictest = {
  target: "es2022",
  lib: "ES2023,ESNext.Disposable,DOM",
  types: "",
  strict: "true",
  skipLibCheck: "false",
  noEmit: "true",
};
const temporary = mkdtempSync(join(tmpdir(), "skep-packages-"));

try {
  const packages = publicPackages().map(pack);
  packages.forEach(lint);
  tryOutside(packages, join(temporary, "outside"));
  console.log(`${packages.length} packages are fit to publish.`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function pack(found, index) {
  const destination = join(temporary, String(index));
  run(found.folder, "pnpm", ["pack", "--pack-destination", destination]);
  const [tarball] = readdirSync(destination);
  return { ...found, tarball: join(destination, tarball) };
}

function lint({ name, tarball }) {
  console.log(`\n${name}: publint and attw`);
  run(root, bin("publint"), ["run", tarball, "--strict"]);
  run(root, bin("attw"), [
    tarball,
    "--profile",
    "esm-only",
    "--no-emoji",
    "--format",
    "table-flipped",
  ]);
}

function tryOutside(packages, folder) {
  mkdirSync(folder);
  for (const script of readdirSync("tools/outside"))
    copyFileSync(join("tools/outside", script), join(folder, script));
  writeFileSync(join(folder, "package.json"), JSON.stringify(outsideManifest(packages)));
  const entries = packages.flatMap((each) => each.entries);
  console.log("\noutside: npm install, then import, require, an echo and the types");
  run(folder, "npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
  run(folder, process.execPath, ["import.mjs", ...entries]);
  run(folder, process.execPath, ["require.cjs", ...entries]);
  run(folder, process.execPath, ["echo.mjs"]);
  run(folder, process.execPath, ["words.mjs", "sentence"]);
  run(folder, process.execPath, ["--conditions=production", "import.mjs", ...entries]);
  run(folder, process.execPath, ["--conditions=production", "echo.mjs"]);
  run(folder, process.execPath, ["--conditions=production", "words.mjs", "code"]);
  checkTypes(folder, entries);
}

/** Users without Node's types and without those of ws, who check libraries, too. */
function checkTypes(folder, entries) {
  const lines = entries.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};`);
  writeFileSync(join(folder, "types.mts"), lines.join("\n"));
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const options = { module, moduleResolution, ...strictest };
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    run(folder, bin("tsc"), ["--ignoreConfig", ...flags, "types.mts"]);
    console.log(`types   ${moduleResolution}: ${entries.length} entry points`);
  }
}

/**
 * Overrides turn what the packages ask of each other into the tarballs, too. zod and the client of NATS are optional peers, here in the oldest
 * versions that they may have.
 */
function outsideManifest(packages) {
  const tarballs = packages.map(({ name, tarball }) => [name, `file:${tarball}`]);
  return {
    private: true,
    dependencies: {
      ...Object.fromEntries(tarballs),
      ws: "*",
      zod: "4.0.0",
      "@nats-io/nats-core": "3.4.0",
    },
    overrides: Object.fromEntries(packages.map(({ name }) => [name, `$${name}`])),
  };
}

function bin(name) {
  return join(root, "node_modules/.bin", name);
}
