// The text format of Prometheus, version 0.0.4. It knows nothing of hubs.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

/** One metric, with a value for each of its labels, or one without a label. */
export interface Family {
  /** `[a-zA-Z_:][a-zA-Z0-9_:]*`; of a counter, it ends with `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  /** The name of the label. */
  readonly label?: string;
  /** The value of the label, empty where there is none, and the number. */
  readonly samples: readonly (readonly [string, number])[];
}

export function expositionOf(families: readonly Family[]): string {
  return families.map(textOf).join("");
}

function textOf({ name, help, type, label, samples }: Family): string {
  const lines = samples.map(([value, count]) => {
    const labels = label === undefined ? "" : `{${label}="${escapeLabel(value)}"}`;
    return `${name}${labels} ${count}\n`;
  });
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", String.raw`\\`).replaceAll("\n", String.raw`\n`);
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', String.raw`\"`);
}
