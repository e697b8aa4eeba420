// Names as the original hub takes them, statements 1 to 3 of its tests.

import { describe, expect, test } from "vitest";
import { channelFault, isKey, isProcessId, namespaceOf, processChannel } from "../src/names.ts";

describe("the name of a channel", () => {
  test.each(["a", "events:user-1", "process:proc-123", "A_b-c.d:0", "x".repeat(256), ":", "..."])(
    "may be %s",
    (name) => {
      expect(channelFault(name)).toBeUndefined();
    },
  );

  const bad = ["", " a", "a ", "a b", "a\tb", "a\n", "ä", "a/b", "$all", "x".repeat(257)];
  test.each(bad)("may not be %j", (name) => {
    expect(channelFault(name)).toBe("invalid channel name");
  });

  test.each(["process:", "process:a:b", `process:${"x".repeat(129)}`])(
    "that is of a process ends in its id: %s",
    (name) => {
      expect(channelFault(name)).toBe("invalid process ID");
    },
  );
});

describe("the id of a process", () => {
  test("has 1 to 128 characters without a colon", () => {
    expect(["a", "A_b-c.d", "x".repeat(128)].every(isProcessId)).toBe(true);
    const bad = ["", "a:b", "a b", " a", "a\n", "ä", "x".repeat(129)];
    expect(bad.filter(isProcessId)).toEqual([]);
  });

  test("names a channel", () => {
    expect(processChannel("job-9")).toBe("process:job-9");
    expect(channelFault(processChannel("job-9"))).toBeUndefined();
  });
});

test("a key has 1 to 64 visible characters", () => {
  expect(["a", "job-1:17", "x".repeat(64), "~!"].every(isKey)).toBe(true);
  expect(["", " ", "a b", "ä", "a\n", "x".repeat(65)].filter(isKey)).toEqual([]);
});

test("the namespace of a channel is the part before its first colon", () => {
  expect(["room:42", "room:42:7", "news", ":x"].map(namespaceOf)).toEqual(["room", "room", "", ""]);
});
