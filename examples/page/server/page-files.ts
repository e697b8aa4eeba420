// The built page, read once: a path that is not among its files is not found, whatever it looks like.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** By path from the root of the site; the page itself is at `/`. */
export function readPage(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    files.set(siteRooted(relative(folder, path)), { type, body: readFileSync(path) });
  }
  return files;
}

function siteRooted(path: string): string {
  return path === "index.html" ? "/" : `/${path.split(sep).join("/")}`;
}
