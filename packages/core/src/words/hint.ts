// The part of a failure's cause that a message may repeat, in every build. This file holds no sentence.

import { quote } from "../base/quote.ts";
import type { Failure, FailureKind } from "../failure.ts";

/** The kinds of failure whose messages repeat a part of the cause. */
const KINDS_WITH_HINT: readonly FailureKind[] = ["provider", "gate", "network"];

/**
 * The code of the cause, such as ECONNREFUSED; without a code, the message of an error of the platform or of a
 * `ConfigError`. An error that the application threw may hold a secret: only its name is told.
 */
export function hint({ kind, cause }: Failure): string | undefined {
  const { code, name, message } = Object(cause) as Readonly<Record<string, unknown>>;
  const usesMessage = code === "ERR_CONFIG" || (kind === "network" && typeof code !== "string");
  const text = usesMessage ? message : (code ?? name);
  if (!KINDS_WITH_HINT.includes(kind) || typeof text !== "string" || text === "") return undefined;
  return /^\w+$/.test(text) ? text : quote(text);
}
