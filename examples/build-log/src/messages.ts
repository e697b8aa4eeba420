// The messages about jobs that runner, hub and page exchange, and the names of their channels.

/** The path of the hub's WebSocket, on the port of the page. */
export const HUB_PATH = "/hub";

/** All jobs are announced here. */
export const JOBS = "jobs";

/** Lines of a job, its end among them, that are kept: by its runner, by the hub and by the page. */
export const MOST_LINES = 10_000;

/** Jobs that the hub and the page keep; the oldest go. */
export const MOST_JOBS = 100;

/** Tells of a job and where its output is. It may be told again. */
export interface Announcement {
  /** `build:…` for a job of a runner; `process:…` for one that the hub itself runs. */
  readonly channel: string;
  readonly command: string;
}

/** A line of a job of a runner, numbered from 1, or its end, which has the number after the last one. */
export type JobLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly exitCode: number };

/** The channel of a job of a runner. */
export function buildChannel(job: string): string {
  return `build:${job}`;
}

/** Undefined for data that is none. */
export function announcementOf(data: unknown): Announcement | undefined {
  const { channel, command } = fieldsOf(data);
  if (typeof channel !== "string" || typeof command !== "string") return undefined;
  return /^(build|process):/.test(channel) ? { channel, command } : undefined;
}

/** Undefined for data that is none. */
export function jobLineOf(data: unknown): JobLine | undefined {
  const { line, text, exitCode } = fieldsOf(data);
  if (!isCount(line) || line < 1 || line > MOST_LINES) return undefined;
  if (typeof text === "string") return { line, text };
  return isCount(exitCode) ? { line, exitCode } : undefined;
}

/** The exit code in the status of a process; undefined for data that has none. */
export function exitCodeOf(data: unknown): number | undefined {
  const { exitCode } = fieldsOf(data);
  return isCount(exitCode) ? exitCode : undefined;
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
