// The table of options as a flat list with named columns, for those who print it or compare with it. Not part of the runtime path.

import { isRow, type Row, type Shape } from "./table.ts";

/** One option with its path, such as `retry.maxDelay`. */
export interface OptionRow {
  readonly path: string;
  readonly kind: Row[0];
  readonly fallback: number | string | boolean | undefined;
  /** The smallest and the largest value, both allowed. Only number kinds have them. */
  readonly min?: number;
  readonly max?: number;
  /** The path of an option that must not be smaller. */
  readonly atMost?: string;
  /** The allowed values. Only the kind `enum` has them. */
  readonly values?: readonly string[];
  /** What the value must be, in words. Only the kind `custom` has it. */
  readonly what?: string;
}

/** The options of a shape in the order of the table, with those below them. */
export function optionRows(shape: Shape, prefix: string = ""): OptionRow[] {
  return Object.entries(shape).flatMap(([key, entry]) =>
    isRow(entry) ? [namedRow(entry, prefix, key)] : optionRows(entry, `${prefix}${key}.`),
  );
}

function namedRow(row: Row, prefix: string, key: string): OptionRow {
  const common = { path: prefix + key, kind: row[0], fallback: row[1] };
  switch (row[0]) {
    case "ms":
    case "count":
    case "factor": {
      const [, , min, max, limit] = row;
      return { ...common, min, max, ...(limit !== undefined && { atMost: prefix + limit }) };
    }
    case "enum":
      return { ...common, values: row[2] };
    case "custom":
      return { ...common, what: row[3] };
    default:
      return common;
  }
}
