// A logger of the application, so called that it can harm nobody.

import type { LogContext, Logger } from "../logger.ts";
import { redactUrl } from "../base/redact-url.ts";

/** Swallows what the logger throws, and redacts the peer's id, which may be a URL with a token. */
export function safeLogger(logger: Logger): Logger {
  const safe =
    (level: keyof Logger) =>
    (message: string, context: LogContext): void => {
      const { peer } = context;
      try {
        logger[level](
          message,
          peer === undefined ? context : { ...context, peer: redactUrl(peer) },
        );
      } catch {
        // There is nobody left to tell.
      }
    };
  return { debug: safe("debug"), info: safe("info"), warn: safe("warn"), error: safe("error") };
}
