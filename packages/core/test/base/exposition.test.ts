// The text format of Prometheus.

import { expect, test } from "vitest";
import { expositionOf } from "../../src/base/exposition.ts";

test("metrics have a line for each set of labels, and one without labels has none", () => {
  const text = expositionOf([
    { name: "up", help: "Whether it is there.", type: "gauge", samples: [[{}, 1]] },
    {
      name: "gets_total",
      help: "Gets.",
      type: "counter",
      samples: [
        [{ code: "200", path: "/" }, 2 ** 53 - 1],
        [{ code: "404", path: "/" }, 0],
      ],
    },
    { name: "nothing", help: "Nothing yet.", type: "gauge", samples: [] },
  ]);
  expect(text.split("\n")).toEqual([
    "# HELP up Whether it is there.",
    "# TYPE up gauge",
    "up 1",
    "# HELP gets_total Gets.",
    "# TYPE gets_total counter",
    'gets_total{code="200",path="/"} 9007199254740991',
    'gets_total{code="404",path="/"} 0',
    "# HELP nothing Nothing yet.",
    "# TYPE nothing gauge",
    "",
  ]);
});

test("what would end a line or a label is escaped", () => {
  const samples = [[{ l: 'a"b\\c\nd' }, 1]] as const;
  expect(expositionOf([{ name: "a", help: 'x\\y\n"z"', type: "gauge", samples }])).toBe(
    String.raw`# HELP a x\\y\n"z"` + "\n# TYPE a gauge\n" + String.raw`a{l="a\"b\\c\nd"} 1` + "\n",
  );
});
