// The logger port. Silent by default; what Skep logs it has also counted or told as an event.

/** What a line is about. It holds no secret of an option. At `debug`, `cause` is an error with its stack and its own cause. */
export interface LogContext {
  readonly component:
    | "pool"
    | "connection"
    | "worker"
    | "session"
    | "dialer"
    | "inbox"
    | "hub"
    | "watch";
  readonly peer?: string;
  readonly dial?: number;
  readonly [fact: string]: unknown;
}

/** Where log lines go; `console` of every platform fits. A method that throws harms nothing. */
export interface Logger {
  debug(message: string, context: LogContext): void;
  info(message: string, context: LogContext): void;
  warn(message: string, context: LogContext): void;
  error(message: string, context: LogContext): void;
  /** Told beside the line of its level: an event for which the application has no listener. Default: none. */
  unheard?(message: string, context: LogContext): void;
}
