// What a test needs that this machine does not have. A skipped test carries it, so that the end of a run tells each once.

export interface Lack {
  /** What is missing; the same text for all tests that are skipped for the same reason. */
  readonly what: string;
  /** Debian packages that bring it. */
  readonly packages?: readonly string[];
  /** What else brings it, such as a command or a variable. */
  readonly otherwise?: string;
}

declare module "vitest" {
  interface TaskMeta {
    lack?: Lack;
  }
}
