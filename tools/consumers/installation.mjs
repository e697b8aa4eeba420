// A project as a user has it: a copy outside of the workspace, and the tarballs in place of what a registry gives.
import { cpSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Files that are about the project, and not of it. */
const ABOUT = ["consumer.json", "prove.mjs", "node_modules"];
const NPM = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];

/** A project whose proof installs by another package manager declares `packageManager` in its manifest. */
export async function install({ folder, manifest }, stage, tarballs) {
  cpSync(folder, stage.folder, {
    recursive: true,
    filter: (path) => !ABOUT.includes(basename(path)),
  });
  const own = withTarballs(manifest, tarballs);
  writeFileSync(join(stage.folder, "package.json"), JSON.stringify(own, undefined, 2));
  if (manifest.packageManager === undefined)
    await stage.run("npm", [...NPM, "--prefer-offline"], { timeout: 600_000 });
}

/** What the project asks of our packages, and what they ask of each other, are the tarballs. */
function withTarballs(manifest, tarballs) {
  const files = Object.fromEntries(
    Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]),
  );
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).map(([name, range]) => [
      name,
      files[packageOf(name, range)] ?? range,
    ]),
  );
  const overrides = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, name in dependencies ? `$${name}` : file]),
  );
  // Yarn calls them resolutions.
  return { ...manifest, dependencies, overrides, resolutions: files };
}

/** Under an alias it is a second copy: `"another": "npm:@skep/core@*"`. */
function packageOf(name, range) {
  return /^npm:(.+)@/.exec(range)?.[1] ?? name;
}
