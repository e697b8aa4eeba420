// The logger of a pool or a connection that is given none: what goes wrong while nobody listens is a line on the console. A trimmed
// build has the file beside it in its place.

/* oxlint-disable no-console -- the console is where it writes */

import type { LogContext, Logger } from "@skep/core";

const HOW = "Listen to the events dialfailed and retired, or set a logger, to be told of each.";

/** Tells the first dial of each peer that fails, each warning, and the first error of a listener; and nothing that the application listens to. */
export function defaultLogger(): Logger | undefined {
  let hasError = false;
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    unheard(type, context) {
      if (type === "dialfailed" && context.dial === 1) console.warn(failureOf(context));
      if (type === "warning") console.warn(`skep: ${String(context["message"])}`);
      if (type === "error" && !hasError)
        console.warn("skep: code of yours threw:", context["error"]);
      hasError ||= type === "error";
    },
  };
}

function ignore(): void {}

function failureOf({ reason, retryIn }: LogContext): string {
  const next =
    typeof retryIn === "number"
      ? `The next dial is in ${(retryIn / 1_000).toFixed(1)} s.`
      : "It is not dialled again.";
  return `skep: ${String(reason)} ${next} ${HOW}`;
}
