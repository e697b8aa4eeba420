// The size of a bundle, or of a file: minified, and compressed by brotli and by gzip.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { bundleByEsbuild, bundleByRollup } from "./bundle.mjs";

/** The larger of what esbuild and rollup make of it, of each figure. */
export async function measureBundle(request) {
  const made = await Promise.all([bundleByEsbuild(request), bundleByRollup(request)]);
  const [one, other] = made.map(sizesOf);
  return Object.fromEntries(
    Object.entries(one).map(([figure, bytes]) => [figure, Math.max(bytes, other[figure])]),
  );
}

export function measureFile(path) {
  return sizesOf(readFileSync(path));
}

function sizesOf(bytes) {
  return {
    minified: bytes.length,
    brotli: brotliCompressSync(bytes).length,
    gzip: gzipSync(bytes, { level: 9 }).length,
  };
}
