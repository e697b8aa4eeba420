// Packs the public packages, after a build, into a folder of an application and installs them there: as from a registry, before there is one.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv, exit } from "node:process";
import { publicPackages } from "./public-packages.mjs";
import { run } from "./run.mjs";

const [, , application] = argv;
if (application === undefined) {
  console.error("Say where to: pnpm tarballs ../my-app");
  exit(1);
}

const target = resolve(application);
const tarballs = join(target, "skep-tarballs");
rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
for (const { folder } of publicPackages())
  run(folder, "pnpm", ["pack", "--pack-destination", tarballs, "--silent"]);
const files = readdirSync(tarballs).map((file) => `./skep-tarballs/${file}`);
run(target, "npm", ["install", "--no-audit", "--no-fund", ...files]);
console.log(`Installed in ${target}:\n${files.join("\n")}`);
