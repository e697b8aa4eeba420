// Yarn installs without `node_modules`; ES modules hear a real server, and CommonJS does on a later Node.
import { deepEqual, equal, rejects } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const YARN = "yarn-itself/node_modules/@yarnpkg/cli-dist/bin/yarn.js";

export async function prove(stage) {
  const feed = await stage.feed();
  const env = await settings(stage);
  await stage.run("npm", [
    "install",
    "--prefix",
    "yarn-itself",
    `@yarnpkg/cli-dist@${wanted(stage)}`,
  ]);
  await stage.run("node", [YARN, "install"], { env });
  equal(existsSync(join(stage.folder, "node_modules")), false);
  const hear = async (program, node) => {
    const { stdout } = await stage.run("node", [YARN, "node", program, feed.url], { env, node });
    deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  };
  await hear("program.mjs", "node20");
  await hear("program.cjs", "node22");
  await rejects(hear("program.cjs", "node20"), /Cannot find package '@skep\/core'/);
}

/** The version that the project names as its package manager. */
function wanted({ folder }) {
  const { packageManager } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return packageManager.replace("yarn@", "");
}

/** Yarn does not read the settings of npm, such as that of a registry within a company. */
async function settings(stage) {
  const [registry, authority] = await Promise.all(["registry", "cafile"].map((n) => npm(stage, n)));
  return {
    YARN_CACHE_FOLDER: join(stage.folder, "cache"),
    YARN_ENABLE_GLOBAL_CACHE: "false",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_TELEMETRY: "false",
    YARN_NPM_REGISTRY_SERVER: registry,
    ...(authority !== "null" && { YARN_HTTPS_CA_FILE_PATH: authority }),
  };
}

async function npm(stage, name) {
  const { stdout } = await stage.run("npm", ["config", "get", name]);
  return stdout.trim();
}
