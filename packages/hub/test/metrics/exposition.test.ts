// The text format of Prometheus, written and read again.

import { expositionOf } from "@skep/core/base";
import { describe, expect, test } from "vitest";
import { Counters } from "../../src/metrics/counters.ts";
import { familiesOf } from "../../src/metrics/families.ts";
import { parseExposition } from "./support/parse-exposition.ts";

const NOW = {
  clients: { "0": 1, "1": 2, none: 3 },
  channels: 4,
  subscribers: 5,
  isEngineUp: true,
};

describe("metrics", () => {
  test("are written in the format", () => {
    const counters = new Counters();
    counters.sentMessages = 2 ** 53 - 1;
    const text = expositionOf(familiesOf(NOW, counters));
    const metrics = parseExposition(text);
    expect(metrics.get("skep_hub_clients")).toEqual({
      type: "gauge",
      help: expect.stringContaining("Clients that are connected"),
      samples: new Map([
        ['version="0"', 1],
        ['version="1"', 2],
        ['version="none"', 3],
      ]),
    });
    expect(metrics.get("skep_hub_engine_up")?.samples).toEqual(new Map([["", 1]]));
    expect(metrics.get("skep_hub_sent_messages_total")?.samples).toEqual(
      new Map([["", 9_007_199_254_740_991]]),
    );
  });

  test("escape what would end a line or a label", () => {
    const samples = [[{ l: 'a"b\\c\nd' }, 1]] as const;
    const family = { name: "a", help: 'x\\y\n"z"', type: "gauge", samples } as const;
    const text = expositionOf([family]);
    expect(text).toBe(
      String.raw`# HELP a x\\y\n"z"` +
        "\n# TYPE a gauge\n" +
        String.raw`a{l="a\"b\\c\nd"} 1` +
        "\n",
    );
    expect([...parseExposition(text).keys()]).toEqual(["a"]);
  });

  test("have labels of a closed set, whatever is counted", () => {
    const counters = new Counters();
    const labels = (): string[] =>
      [...parseExposition(expositionOf(familiesOf(NOW, counters))).values()].flatMap(
        ({ samples }) => [...samples.keys()],
      );
    const before = labels();
    for (const code of [1000, 1012, 4000, 4413, Number.NaN, 0]) counters.ended(code);
    for (const status of [401, 403, 418, 503]) counters.refused(status);
    expect(labels()).toEqual(before);
    expect(counters.ends.filter(([, count]) => count > 0)).toEqual([
      ["1000", 1],
      ["4413", 1],
      ["1012", 1],
      ["other", 3],
    ]);
    expect(counters.refusals).toEqual([
      ["401", 1],
      ["403", 1],
      ["429", 0],
      ["503", 1],
      ["other", 1],
    ]);
  });
});

describe("the parser of this test refuses", () => {
  test.each([
    ["a line that does not end", "# HELP a b\n# TYPE a gauge\na 1"],
    ["a sample without a type", "a 1\n"],
    ["a type before its help", "# TYPE a gauge\n# HELP a b\na 1\n"],
    ["a counter without _total", "# HELP a b\n# TYPE a counter\na 1\n"],
    ["a label without quotes", "# HELP a b\n# TYPE a gauge\na{b=1} 1\n"],
    ["a label that is not escaped", '# HELP a b\n# TYPE a gauge\na{b="\\x"} 1\n'],
    ["a sample of another metric", "# HELP a b\n# TYPE a gauge\nb 1\n"],
    ["a sample twice", "# HELP a b\n# TYPE a gauge\na 1\na 1\n"],
    ["what is no number", "# HELP a b\n# TYPE a gauge\na undefined\n"],
  ])("%s", (_what, text) => {
    expect(() => parseExposition(text)).toThrow();
  });
});
