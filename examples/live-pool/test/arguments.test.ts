// What may be said on the command line, and what is answered to the rest.

import { expect, test } from "vitest";
import { HELP, readArguments } from "../src/arguments.ts";

const DEFAULTS = { urls: [], duration: undefined, json: false };

test("nothing has to be said", () => {
  expect(readArguments([])).toEqual({ do: "run", options: DEFAULTS });
});

test("a duration is seconds, also parts of one", () => {
  expect(readArguments(["--duration", "2.5"])).toEqual({
    do: "run",
    options: { ...DEFAULTS, duration: 2_500 },
  });
});

test("--url may be repeated and is kept as it was written", () => {
  const urls = ["ws://localhost:8080/a/", "wss://relay.example?token=x"];
  expect(readArguments(urls.flatMap((url) => ["--url", url]))).toEqual({
    do: "run",
    options: { ...DEFAULTS, urls },
  });
});

test("the separator that package managers leave in front is passed over", () => {
  expect(readArguments(["--", "--json"])).toEqual({
    do: "run",
    options: { ...DEFAULTS, json: true },
  });
});

test("--help wins", () => {
  expect(readArguments(["--json", "-h"])).toEqual({ do: "help" });
});

test("the help names every option and fits 40 columns", () => {
  for (const name of ["--duration", "--url", "--json", "--help"]) expect(HELP).toContain(name);
  expect(Math.max(...HELP.split("\n").map((line) => line.length))).toBeLessThanOrEqual(40);
});

test("no answer shows the user info or the query of a URL, wherever it was given", () => {
  const url = "wss://user:canary@h.example/feed?token=canary";
  const wrong = [
    [url],
    ["--duration", url],
    [`--json=${url}`],
    [`--uri=${url}`],
    ["--url", url.replace("wss", "ftp")],
    ["--url", url.replace("h.example", "h.example:99999")],
    ["--url", "relay.example?token=canary"],
    ["--url", url, "--url", url],
  ];
  for (const given of wrong) {
    const command = readArguments(given);
    expect(command.do).toBe("refuse");
    expect(JSON.stringify(command)).not.toContain("canary");
  }
});

test.each([
  [["--duration", "0"], 'got "0"'],
  [["--duration", ""], "--duration must be seconds"],
  [["--duration", "1e9"], "at most 2147483"],
  [["--duration", "ten"], 'got "ten"'],
  [["--duration"], "argument missing"],
  [["--duration=-5"], 'got "-5"'],
  [["--url", "relay.example"], "must be an absolute ws: or wss: URL"],
  [["--url", "ws://a.example", "--url", "ws://a.example/"], "given twice"],
  [["--json=yes"], "does not take an argument"],
  [["--frobnicate"], "Unknown option '--frobnicate'"],
  [["ws://a.example"], "Unexpected argument 'ws://a.example'"],
])("%j is refused", (given, why) => {
  expect(readArguments(given)).toEqual({ do: "refuse", why: expect.stringContaining(why) });
});
