// A folder of a user: the packages as they are published, installed, and nothing of the workspace around them.
// Everything is made in a temporary copy, so that builds and tests that run at the same time do not meet.

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports: unknown };
}

export const root = fileURLToPath(new URL("../../../../", import.meta.url));

export class Outside {
  /** The user's; `node_modules` is below it. */
  readonly folder: string;
  readonly #temporary = mkdtempSync(join(tmpdir(), "skep-outside-"));

  private constructor() {
    this.folder = join(this.#temporary, "outside");
  }

  static async make(): Promise<Outside> {
    const outside = new Outside();
    const copy = join(outside.#temporary, "workspace");
    const packages = copyPackages(copy);
    await promisify(execFile)(join(root, "node_modules/.bin/rollup"), ["-c", "--silent"], {
      cwd: copy,
    });
    for (const folder of packages) outside.#install(folder, join(copy, folder));
    return outside;
  }

  /** Makes what the workspace has installed there visible here, as if installed. */
  link(name: string, from: string = root): void {
    const place = join(this.folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { force: true });
    symlinkSync(realpathSync(join(from, "node_modules", name)), place, "dir");
  }

  write(file: string, text: string): string {
    const path = join(this.folder, file);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  /** As `pnpm pack` and `npm install` do it: `publishConfig` rules, and no source goes along. */
  #install(folder: string, built: string): void {
    const manifest = manifestOf(built);
    const place = join(this.folder, "node_modules", manifest.name);
    cpSync(join(built, "dist"), join(place, "dist"), { recursive: true });
    const published = { ...manifest, ...manifest.publishConfig };
    writeFileSync(join(place, "package.json"), JSON.stringify(published));
    const { dependencies, peerDependencies } = manifest;
    for (const [name, range] of Object.entries({ ...dependencies, ...peerDependencies }))
      if (!range.startsWith("workspace:")) this.link(name, join(root, folder));
  }
}

function copyPackages(copy: string): string[] {
  mkdirSync(join(copy, "examples"), { recursive: true });
  for (const part of ["rollup.config.mjs", "tools/production"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "dir");
  const folders = readdirSync(join(root, "packages"))
    .map((name) => join("packages", name))
    .filter((folder) => manifestOf(join(root, folder)).private !== true);
  for (const folder of folders)
    for (const part of ["package.json", "src"])
      cpSync(join(root, folder, part), join(copy, folder, part), { recursive: true });
  return folders;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}
