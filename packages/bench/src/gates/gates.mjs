// The gates: a few benchmarks cut short, with bounds wide enough for a machine that does other things as well.
//
// A bound lies about a fifth to a quarter above what was seen on two cores under load, and a timer a message
// (`--slow`) is well above all of them. They are no targets: those are in the benchmarks.

import { inbox } from "../benchmarks/inbox.mjs";
import { keepaliveMessage } from "../benchmarks/keepalive.mjs";
import { receiveBinary } from "../benchmarks/receive-binary.mjs";
import { hubDelivery, named } from "./hub-delivery.mjs";

const raw = "ws: handler";
const each = "skep: for await, view";
const batches = "skep: batches(), view";
const on = "skep: keepalive on";
const off = "skep: keepalive off";
const [one, oneByHand] = ["skep: hub.publish", "a list a subscriber"].map((of) => named(of, 1));
const [ten, tenByHand] = ["skep: hub.publish", "a list a subscriber"].map((of) => named(of, 10));
const burst = (design) => `1000: ${design}`;

/** Of the messages of a flood: quick, at the price of some compiling in the figures. */
const SHARE = 0.2;

/** Some of a benchmark's variants, with bounds of its own. */
function gate(benchmark, { variants, ...rest }) {
  return {
    ...benchmark,
    variants: benchmark.variants
      .filter(({ name }) => variants.includes(name))
      .map((variant) => ({ ...variant, share: SHARE })),
    ...rest,
  };
}

/** `loose`: a figure that still says something where the client had no core to itself. */
const cpu = (id, variant, baseline, most) => ({
  id,
  says: `CPU of \`${variant}\`, times \`${baseline}\``,
  most,
  value: (figures) => figures.ratio(variant, "cpu", baseline),
  judges: [variant, baseline],
  loose: true,
});

const best = (id, variant, baseline, most) => ({
  id,
  says: `best window of \`${variant}\`, times \`${baseline}\``,
  most,
  value: (figures) => figures.ratio(variant, "best", baseline, "best"),
  judges: [variant, baseline],
});

/**
 * @typedef {object} Slowed
 * @property {readonly string[]} slowed Variants that `--slow` slows down.
 * @property {readonly (import("../benchmark.mjs").Target & { loose?: boolean })[]} targets
 */

/** @type {readonly (import("../benchmark.mjs").Benchmark & Slowed)[]} */
export const gates = [
  gate(inbox, {
    variants: ["events.on", "async generator", "skep, for await", "skep, batches()"].map(burst),
    slowed: [burst("skep, for await"), burst("skep, batches()")],
    rounds: 5,
    targets: [
      best("inbox", burst("skep, for await"), burst("events.on"), 1),
      best("inbox", burst("skep, for await"), burst("async generator"), 0.5),
      best("inbox", burst("skep, batches()"), burst("events.on"), 0.45),
    ],
  }),
  gate(receiveBinary, {
    variants: [raw, each, batches],
    slowed: [each, batches],
    rounds: 5,
    targets: [
      best("for await", each, raw, 1.75),
      cpu("for await", each, raw, 2.2),
      best("batches()", batches, raw, 1.5),
      cpu("batches()", batches, raw, 1.9),
    ],
  }),
  gate(keepaliveMessage, {
    variants: [on, off],
    slowed: [on],
    rounds: 5,
    targets: [best("keepalive", on, off, 1.15), cpu("keepalive", on, off, 1.2)],
  }),
  gate(hubDelivery, {
    variants: [one, oneByHand, ten, tenByHand],
    slowed: [one, ten],
    rounds: 5,
    targets: [cpu("one a turn", one, oneByHand, 2.1), cpu("ten a turn", ten, tenByHand, 1.6)],
  }),
];
