// The report that a hub process writes about itself, as a line of JSON, and a function that reads it.

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
