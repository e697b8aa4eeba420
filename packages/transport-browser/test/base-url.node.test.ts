// What a page, a worker and a runtime without a place resolve relative URLs against.
import { expect, test } from "vitest";
import { baseUrl } from "../src/base-url.ts";

test.each<[string, object, string | undefined]>([
  [
    "a page: its base, which an element may have set",
    { document: { baseURI: "https://cdn.example/" }, location: { href: "https://app.example/" } },
    "https://cdn.example/",
  ],
  [
    "a worker: its own address",
    { location: { href: "https://app.example/worker.js" } },
    "https://app.example/worker.js",
  ],
  ["Node, Deno, Bun and workerd: nothing", {}, undefined],
])("%s", (_, platform, base) => {
  expect(baseUrl(platform)).toBe(base);
});
