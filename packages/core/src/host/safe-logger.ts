// Calls a logger of the application so that its errors do no harm.

import { handled } from "../base/handled.ts";
import type { LogContext, Logger } from "../logger.ts";
import { redactUrl } from "../base/redact-url.ts";

/** Swallows what the logger throws or rejects with, and redacts the peer's id, which may be a URL with a token. */
export function safeLogger(logger: Logger): Logger {
  const safe =
    (level: keyof Logger) =>
    (message: string, context: LogContext): void => {
      const { peer } = context;
      const shown = peer === undefined ? context : { ...context, peer: redactUrl(peer) };
      // The async function also catches a rejection, which would end a process, as of a logger that writes to a file. The logger is called at once.
      void handled((async () => logger[level]?.(message, shown))());
    };
  return {
    debug: safe("debug"),
    info: safe("info"),
    warn: safe("warn"),
    error: safe("error"),
    ...(logger.unheard && { unheard: safe("unheard") }),
  };
}
