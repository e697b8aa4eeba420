// What a hub says of itself. Types, and how a line is read.

export interface HubReport {
  readonly status: string;
  readonly clients: number;
}

/** Undefined for a line that is no report. */
export function reportOf(line: string): HubReport | undefined {
  try {
    return JSON.parse(line) as HubReport;
  } catch {
    return undefined;
  }
}
