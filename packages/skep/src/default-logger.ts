// The logger of a pool or a connection that is given none: what goes wrong while nobody listens is a line on the console. A trimmed
// build has the file beside it in its place.

/* oxlint-disable no-console -- the console is where it writes */

import type { LogContext, Logger } from "@skep/core";

const HOW =
  "Listen to the events dialfailed, disconnected and retired, or set a logger, to be told of each.";

/** RFC 6455 7.4.2: from here on, a close code means what the application says, such as that it does not want this client. */
const APPLICATION_CODE = 4_000;

/**
 * Tells the first dial of each peer where that fails, or its first link where the peer closes it with a code of its application; each
 * peer that is given up; each warning; the first error of a listener. And nothing of it where the application listens itself.
 */
export function defaultLogger(): Logger | undefined {
  let hasError = false;
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    unheard(type, context) {
      if (isFirstTrouble(type, context)) console.warn(troubleOf(context));
      if (type === "retired") console.warn(`skep: ${reasonOf(context)} It was given up. ${HOW}`);
      if (type === "warning") console.warn(`skep: ${String(context["message"])}`);
      if (type === "error" && !hasError)
        console.warn("skep: code of yours threw:", context["error"]);
      hasError ||= type === "error";
    },
  };
}

function ignore(): void {}

/** What is not dialled again is told as `retired`, or was the wish of the application. */
function isFirstTrouble(type: string, { dial, code, retryIn }: LogContext): boolean {
  if (dial !== 1 || typeof retryIn !== "number") return false;
  const isUnwanted = type === "disconnected" && Number(code) >= APPLICATION_CODE;
  return type === "dialfailed" || isUnwanted;
}

function troubleOf(context: LogContext): string {
  const seconds = (Number(context["retryIn"]) / 1_000).toFixed(1);
  return `skep: ${reasonOf(context)} The next dial is in ${seconds} s. ${HOW}`;
}

/** Why, in words; a worker of an application may end without a reason. */
function reasonOf({ peer = "of this connection", reason }: LogContext): string {
  return typeof reason === "string" ? reason : `The worker ${peer} has ended.`;
}
