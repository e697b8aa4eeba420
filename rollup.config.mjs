// How every package and example becomes JavaScript: its entry points are its own manifest. Where that has the condition
// `production`, there is a second, trimmed build.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import esbuild from "rollup-plugin-esbuild";
import { productionWords } from "./tools/production/words.mjs";

const folders = ["packages", "examples"].flatMap((parent) =>
  readdirSync(parent, { withFileTypes: true })
    .filter((entry) => existsSync(join(parent, entry.name, "package.json")))
    .map((entry) => join(parent, entry.name)),
);

export default folders.flatMap((folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const sources = sourcesOf(manifest);
  if (sources.length === 0) return [];
  const full = bundle(folder, manifest, sources);
  return manifest.exports?.["."]?.production === undefined ? [full] : [full, trimmed(full)];
});

function bundle(folder, manifest, sources) {
  return {
    input: Object.fromEntries(sources.map((path) => [nameOf(path), join(folder, path)])),
    external: externalTo(manifest),
    plugins: [
      esbuild({
        target: "es2022",
        tsconfig: false,
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      }),
    ],
    output: {
      dir: join(folder, "dist"),
      format: "esm",
      sourcemap: true,
      // The sources are published beside it.
      sourcemapExcludeSources: true,
      entryFileNames: "[name].js",
      chunkFileNames: "chunks/[name]-[hash].js",
      // An import for its side effects alone, of a package that has none: esbuild warns its users of it.
      hoistTransitiveImports: false,
    },
    onwarn: (warning) => {
      throw new Error(`${manifest.name}: ${warning.message}`);
    },
  };
}

/** The same on the words of `production`, in a folder of its own. */
function trimmed(full) {
  const dir = join(full.output.dir, "production");
  return {
    ...full,
    plugins: [productionWords(), ...full.plugins],
    output: { ...full.output, dir },
  };
}

/** The files under the private condition of `exports`, and those that a `bin` is made from. */
function sourcesOf({ exports = {}, bin = {} }) {
  const exported = Object.values(exports).flatMap((entry) => leavesOf(entry["@skep/source"]));
  const binaries = leavesOf(bin).map((path) =>
    path.replace("/dist/", "/src/").replace(/\.js$/, ".ts"),
  );
  return [...new Set([...exported, ...binaries])];
}

function leavesOf(entry = {}) {
  return typeof entry === "string" ? [entry] : Object.values(entry).flatMap(leavesOf);
}

function nameOf(path) {
  return path.replace(/^\.\/src\//, "").replace(/\.ts$/, "");
}

/** What is installed beside the package, the package's own other entry points, and Node itself. */
function externalTo({ name, dependencies = {}, peerDependencies = {} }) {
  const names = [name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  return (id) =>
    id.startsWith("node:") ||
    builtinModules.includes(id) ||
    names.some((known) => id === known || id.startsWith(`${known}/`));
}
