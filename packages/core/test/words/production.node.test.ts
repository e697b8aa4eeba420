// The words of a trimmed build, read beside those of the full one, in whichever build this runs: the same names, no sentence, and
// every fact that is known.
import { readdirSync, readFileSync } from "node:fs";
import { env } from "node:process";
import { describe, expect, it } from "vitest";
import type { SkepErrorCode } from "../../src/errors.ts";
import { PoolClosedError } from "../../src/pool-errors.ts";
import type { Failure } from "../../src/failure.ts";
import { messageOf } from "../../src/words/errors.production.ts";
import { describeFailure } from "../../src/words/failures.production.ts";
import * as requirements from "../../src/words/requirements.production.ts";
import * as warnings from "../../src/words/warnings.production.ts";

const packages = new URL("../../../", import.meta.url);

/** Those with words. */
const NAMES = ["core", "transport-browser", "transport-node"];

/** Paths below `packages` without what comes after the name. */
const pairs = NAMES.flatMap((name) =>
  readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".production.ts"))
    .map((file) => `${name}/src/${file.replace(".production.ts", "")}`),
);

/** Vite reads a query as another module, so that the plugin of the project `production` lets it be. */
const namesOf = async (path: string): Promise<string[]> =>
  Object.keys((await import(/* @vite-ignore */ new URL(path, packages).pathname)) as object).sort();

it("stand in files that have the same names as those of the full build", async () => {
  expect(pairs.length).toBeGreaterThanOrEqual(7);
  for (const path of pairs)
    expect(await namesOf(`${path}.production.ts`)).toEqual(await namesOf(`${path}.ts?full`));
});

it("are those of the project `production`, and of no other", () => {
  const code = env.SKEP_WORDS === "trimmed" ? "ERR_POOL_CLOSED" : "The pool is closed.";
  expect(new PoolClosedError().message).toBe(code);
});

type Entry = string | Readonly<Record<string, string>>;

it("are chosen by the manifest for each entry point, before the full build", () => {
  for (const name of NAMES) {
    const text = readFileSync(new URL(`${name}/package.json`, packages), "utf8");
    const manifest = JSON.parse(text) as Record<"exports", Record<string, Entry>> & {
      publishConfig: Record<"exports", Record<string, Entry>>;
    };
    for (const exports of [manifest.exports, manifest.publishConfig.exports])
      for (const entry of Object.values(exports)) {
        if (typeof entry === "string") continue;
        const full = entry.default as string;
        expect(entry.production).toBe(full.replace("./dist/", "./dist/production/"));
        expect(Object.keys(entry).slice(-2)).toEqual(["production", "default"]);
      }
  }
});

describe("a message", () => {
  it.each<[code: SkepErrorCode, id: string | undefined, facts: unknown[], message: string]>([
    ["ERR_POOL_CLOSED", undefined, [], "ERR_POOL_CLOSED"],
    ["ERR_PEER_EXISTS", "a", [], 'ERR_PEER_EXISTS "a"'],
    ["ERR_PEER_NOT_FOUND", "wss://u:x@h/?t=x", [], 'ERR_PEER_NOT_FOUND "wss://h/?…"'],
    ["ERR_BACKPRESSURE", undefined, [1_024], "ERR_BACKPRESSURE 1024"],
    ["ERR_WRITE_TIMEOUT", "a", [0], 'ERR_WRITE_TIMEOUT "a" 0'],
    ["ERR_REENTRANCY", undefined, ["connect", ""], "ERR_REENTRANCY connect"],
    ["ERR_DIAL", "a", ["dial", "network"], 'ERR_DIAL "a" dial network'],
    ["ERR_DIAL", "a", ["dial", "network", 6], 'ERR_DIAL "a" dial network 6'],
    ["ERR_CONFIG", undefined, ["a.b", 0.5, "x"], "ERR_CONFIG a.b 0.5"],
    ["ERR_CONFIG", undefined, ["a.b", "c\nd", "x"], String.raw`ERR_CONFIG a.b "c\nd"`],
    ["ERR_CONFIG", undefined, ["a.b", "", "x"], 'ERR_CONFIG a.b ""'],
    ["ERR_CONFIG", undefined, ["a.b", undefined, "x"], "ERR_CONFIG a.b undefined"],
    ["ERR_CONFIG", undefined, ["a.b", null, "x"], "ERR_CONFIG a.b null"],
    ["ERR_CONFIG", undefined, ["a.b", Symbol("s"), "x"], "ERR_CONFIG a.b Symbol(s)"],
    ["ERR_CONFIG", undefined, ["a.b", [1], "x"], "ERR_CONFIG a.b object"],
    ["ERR_CONFIG", undefined, ["a.b", () => 1, "x"], "ERR_CONFIG a.b function"],
  ])("of %s about %s is its code and its facts: %j", (code, id, facts, message) => {
    expect(messageOf(code, id, facts)).toBe(message);
  });

  it.each<[failure: Omit<Failure, "phase">, words: string]>([
    [{ kind: "lost" }, "lost"],
    [{ kind: "status", status: 503 }, "status 503"],
    [{ kind: "closed", closeCode: 1_001, closeReason: "" }, "closed 1001"],
    [{ kind: "closed", closeCode: 4_000, closeReason: "so\nlong" }, 'closed 4000 "so\\nlong"'],
    [{ kind: "violation", detail: "WS_ERR_INVALID_UTF8" }, "violation WS_ERR_INVALID_UTF8"],
    [
      { kind: "network", cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) },
      "network ECONNREFUSED",
    ],
    [{ kind: "provider", cause: new TypeError("secret") }, "provider TypeError"],
    [{ kind: "lost", cause: new TypeError("secret") }, "lost"],
  ])("says of the failure %j what is known: %s", (failure, words) => {
    expect(describeFailure({ phase: "live", ...failure })).toBe(words);
  });

  it("has no requirement, whatever it would be", () => {
    const said = Object.values(requirements).map((one) =>
      typeof one === "function" ? (one as (...given: unknown[]) => string)(["ms"], "x") : one,
    );
    expect(new Set(said)).toEqual(new Set([""]));
  });
});

it("are codes and values in warnings and lines of the log", () => {
  expect([warnings.UNREAD, warnings.SECRET_ID]).toEqual(["WARN_INBOX_UNREAD", "WARN_SECRET_ID"]);
  expect(warnings.detached(1_500)).toBe("WARN_DETACHED 1500");
  expect(warnings.outOfTurn("connected")).toBe("WARN_OUT_OF_TURN connected");
});
