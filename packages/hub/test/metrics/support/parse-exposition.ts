// Reads the text format of Prometheus as strictly as its page describes it, and throws for what is not in it.

export interface Metric {
  readonly type: string;
  readonly help: string;
  /** By the labels as they stand in the text, empty where there are none. */
  readonly samples: Map<string, number>;
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const HELP = new RegExp(String.raw`^# HELP (${NAME}) ((?:[^\\\n]|\\\\|\\n)*)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge)$`);
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^\\"\n]|\\\\|\\"|\\n)*"`;
const SAMPLE = new RegExp(String.raw`^(${NAME})(?:\{(${LABEL}(?:,${LABEL})*)\})? (\d+)$`);

export function parseExposition(text: string): Map<string, Metric> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end.");
  const metrics = new Map<string, Metric>();
  const lines = text.slice(0, -1).split("\n");
  for (let at = 0; at < lines.length;) at = parseMetric(lines, at, metrics);
  return metrics;
}

/** Help, type and samples of one metric stand together. Returns the index behind them. */
function parseMetric(lines: readonly string[], from: number, metrics: Map<string, Metric>): number {
  const [, name = "", help = ""] = matched(HELP, lines[from]);
  const [, typed, type = ""] = matched(TYPE, lines[from + 1]);
  if (typed !== name) throw new Error(`The type of ${name} is that of ${typed}.`);
  if (metrics.has(name)) throw new Error(`${name} is there twice.`);
  if ((type === "counter") !== name.endsWith("_total")) throw new Error(`${name} is a ${type}.`);
  const samples = new Map<string, number>();
  let at = from + 2;
  for (; at < lines.length && !lines[at]?.startsWith("#"); at++) {
    const [, sampled, labels = "", value] = matched(SAMPLE, lines[at]);
    if (sampled !== name) throw new Error(`A sample of ${sampled} stands at ${name}.`);
    if (samples.has(labels)) throw new Error(`${name} has ${labels} twice.`);
    samples.set(labels, Number(value));
  }
  metrics.set(name, { type, help, samples });
  return at;
}

function matched(pattern: RegExp, line: string | undefined): RegExpExecArray {
  const found = pattern.exec(line ?? "");
  if (found === null) throw new Error(`This is not in the format: ${line}`);
  return found;
}
