// Whom the demo reads, and under what name they stand on its screen.
import { expect, test } from "vitest";
import { readArguments } from "../src/arguments.ts";
import { ownTargets } from "../src/targets.ts";

test("a server of yours stands on the screen without user info and query, where tokens live", () => {
  expect(ownTargets(["wss://user:canary@h/feed?token=canary", "ws://h:8080/"])).toEqual([
    { id: "wss://h/feed", url: "wss://user:canary@h/feed?token=canary" },
    { id: "ws://h:8080", url: "ws://h:8080/" },
  ]);
});

test("servers that differ in what is not shown have different names", () => {
  const ids = ownTargets(["ws://h?a", "ws://h?b", "ws://h/c"]).map(({ id }) => id);
  expect(ids).toEqual(["ws://h", "ws://h (2)", "ws://h/c"]);
});

test("a server that is given twice is refused without its token", () => {
  const url = "ws://h/?token=canary";
  const command = readArguments(["--url", url, "--url", url]);
  expect(command).toEqual({ do: "refuse", why: "--url ws://h was given twice." });
});
