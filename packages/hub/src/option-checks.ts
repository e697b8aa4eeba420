// Checks that options of several classes share.

import { ConfigError } from "@skep/core/base";

/** Refuses options that there are not. `prefix` stands before each name: empty, or a path and a dot. */
export function checkNames(options: object, known: readonly string[], prefix = ""): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new ConfigError(
        prefix + name,
        `a known name (${known.join(", ")})`,
        typeof (options as Record<string, unknown>)[name],
      );
}

export function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, `a whole number from ${least}`, value);
}

/** A value that is there has to be of this type. */
export function checkType(path: string, value: unknown, type: "function" | "boolean"): void {
  if (value === undefined || typeof value === type) return;
  throw new ConfigError(path, type === "function" ? "a function" : "true or false", typeof value);
}

/** An object that is there has to have these methods. */
export function checkMembers(path: string, value: unknown, methods: readonly string[]): void {
  const members = value as Record<string, unknown> | null | undefined;
  if (members === undefined) return;
  if (methods.every((method) => typeof members?.[method] === "function")) return;
  throw new ConfigError(path, `an object with ${methods.join(", ")}`, typeof value);
}

/** By its shape, as a signal may be one of another realm. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = Object(signal) as Partial<AbortSignal>;
  if (typeof aborted === "boolean" && typeof addEventListener === "function") return;
  throw new ConfigError("signal", "an AbortSignal", signal);
}
