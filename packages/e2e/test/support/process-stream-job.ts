// What the program that streams a child through a hub is told, and what it tells.

export interface ProcessStreamJob {
  /** What the child writes, in lines of 250 bytes; before it, a tenth of it is streamed by another child, unmeasured. */
  readonly megabytes: number;
}

export interface ProcessStreamResult {
  readonly lines: number;
  /** Publications that the hub's engine has taken of the channel, the status among them. */
  readonly published: number;
  readonly exitCode: number;
  readonly seconds: number;
  /** By so many bytes the most memory that the process ever had has grown while the child was streamed. */
  readonly grown: number;
}
