// What the cause of a failure may say of itself, in every build. It knows no sentence of ours.

import { quote } from "../base/quote.ts";
import type { Failure, FailureKind } from "../failure.ts";

const EXPLAINED: readonly FailureKind[] = ["provider", "gate", "network"];

/**
 * The code of the cause, such as ECONNREFUSED; without a code, the message of an error of the platform or of a
 * `ConfigError`. An error that the application threw may hold a secret: only its name is told.
 */
export function hint({ kind, cause }: Failure): string | undefined {
  const { code, name, message } = Object(cause) as Readonly<Record<string, unknown>>;
  const speaks = code === "ERR_CONFIG" || (kind === "network" && typeof code !== "string");
  const said = speaks ? message : (code ?? name);
  if (!EXPLAINED.includes(kind) || typeof said !== "string" || said === "") return undefined;
  return /^\w+$/.test(said) ? said : quote(said);
}
