// The public packages as tarballs, built and packed once.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { publicPackages } from "../public-packages.mjs";
import { runChild } from "./child.mjs";

/** Paths of the tarballs by the name of their package; `built` where nothing has changed since a build. */
export async function packTarballs(destination, { built, signal }) {
  if (!built) await runChild("pnpm", ["build"], { signal, timeout: 300_000 });
  const tarballs = {};
  for (const { name, folder } of publicPackages())
    tarballs[name] = await pack(folder, join(destination, name.replace("/", "-")), signal);
  return tarballs;
}

async function pack(folder, destination, signal) {
  const args = ["pack", "--pack-destination", destination];
  await runChild("pnpm", args, { cwd: folder, signal, timeout: 60_000 });
  const [tarball] = readdirSync(destination);
  return join(destination, tarball);
}
