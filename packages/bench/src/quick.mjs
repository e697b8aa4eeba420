// A quick look at the cost of a message: `for await` and `batches()` beside a raw `ws` handler, in one run.

import { fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    repetitions: { type: "string", default: "7" },
    messages: { type: "string", default: "1000000" },
    payload: { type: "string", default: "64" },
    kind: { type: "string", default: "binary" },
  },
});
const VARIANTS = ["raw ws handler", "for await", "batches()"];
const file = (name) => new URL(name, import.meta.url).pathname;

const source = fork(file("source.mjs"), [values.payload, values.kind]);
const [port] = await once(source, "message");

/** One variant in a fresh process. */
async function measure(variant) {
  const reader = fork(file("reader.mjs"), [variant, `ws://127.0.0.1:${port}`, values.messages]);
  const [result] = await once(reader, "message");
  await once(reader, "exit");
  return result;
}

const results = Object.fromEntries(VARIANTS.map((variant) => [variant, []]));
for (let repetition = 0; repetition < Number(values.repetitions); repetition++)
  for (const variant of VARIANTS.toSorted(() => Math.random() - 0.5))
    results[variant].push(await measure(variant));
source.kill();

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const of = (variant, figure) => median(results[variant].map((result) => result[figure]));
const best = (variant) => Math.min(...results[variant].map((result) => result.best));
const raw = VARIANTS[0];

console.log(
  `${values.payload} B ${values.kind}, ${values.messages} messages, ${values.repetitions} repetitions, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}`,
);
console.table(
  Object.fromEntries(
    VARIANTS.map((variant) => [
      variant,
      {
        "ns a message (median)": Math.round(of(variant, "median")),
        "ns (best window)": Math.round(best(variant)),
        "CPU ns": Math.round(of(variant, "cpu")),
        "× raw, best": (best(variant) / best(raw)).toFixed(2),
        "× raw, CPU": (of(variant, "cpu") / of(raw, "cpu")).toFixed(2),
        "client busy": `${Math.round(of(variant, "busy") * 100)} %`,
      },
    ]),
  ),
);
if (VARIANTS.some((variant) => of(variant, "busy") < 0.85))
  console.log("The client was not the bottleneck in this run; its ratios say little.");
