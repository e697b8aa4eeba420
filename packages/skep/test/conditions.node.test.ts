// Which transport each runtime and bundler gets, by the conditions that it takes (pain 37).
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const NODE = "@skep/transport-node";
const PLATFORM = "@skep/transport-browser";

/** The package that `skep/transport` leads to, from sources. */
async function transportFor(conditions: string[]): Promise<string | undefined> {
  const { metafile } = await build({
    stdin: {
      contents: 'export * from "skep/transport"',
      resolveDir: fileURLToPath(new URL("..", import.meta.url)),
    },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    conditions: ["@skep/source", ...conditions],
    external: ["@skep/core", "@skep/transport-*"],
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  return output?.imports.map(({ path }) => path).find((path) => path.includes("transport"));
}

test.each([
  ["Node", ["module-sync", "node", "import"], NODE],
  ["Deno", ["module-sync", "deno", "node", "import"], NODE],
  ["Bun", ["bun", "node", "import"], NODE],
  ["esbuild and Vite for browsers", ["browser", "module", "import"], PLATFORM],
  ["esbuild for Node", ["node", "module", "import"], NODE],
  ["neutral esbuild", ["import"], PLATFORM],
  ["rollup", ["module", "import"], PLATFORM],
  ["webpack for web workers", ["worker", "browser", "module", "import"], PLATFORM],
  ["wrangler for workerd", ["workerd", "worker", "browser"], PLATFORM],
  ["workerd with Node's modules", ["workerd", "node", "import"], PLATFORM],
  ["React Native", ["react-native", "import"], PLATFORM],
  ["Jest in jsdom", ["browser", "require", "default"], PLATFORM],
  ["Vitest with a browser condition", ["node", "browser", "module", "import"], PLATFORM],
  ["webpack for electron-renderer and nwjs", ["electron", "node", "browser", "import"], PLATFORM],
  ["Deno in a browser's workspace", ["deno", "node", "browser", "import"], NODE],
])("pain 37: %s gets the transport that it can run", async (_, conditions, transport) => {
  expect(await transportFor(conditions)).toBe(transport);
});
