// What a process worker can be told, what it does where it is told nothing, and what it refuses.

import { constants } from "node:os";
import {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkOneOf,
  type Clock,
  ConfigError,
  type Logger,
  systemClock,
} from "@skep/core/base";
import { HYGIENE_LEVELS, type HygieneLevel } from "./hygiene.ts";

/** The name of a signal, such as `SIGTERM`. */
export type SignalName = `SIG${string}`;

/** How a process is run. */
export interface ProcessOptions {
  /** The working directory. Default: that of this process. */
  readonly cwd?: string | undefined;
  /**
   * Variables that are added to the environment of this process; undefined takes one away. What `start` is given, the handover with it, comes on top. Default: none.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** `pipe` gives the process an input that can be written to, as `stdin`. Default: `ignore`, an input that is at its end. */
  readonly stdin?: "ignore" | "pipe" | undefined;
  /** The signal that asks the process, and all of its group, to end. Default: `SIGTERM`. */
  readonly stopSignal?: SignalName | undefined;
  /** Milliseconds from `stopSignal` to `SIGKILL`, where `stop` says nothing else. Default: 5,000; from 0, and not `Infinity`, as what a process leaves behind in its group has to end, too. */
  readonly stopTimeout?: number | undefined;
  /** So many lines are kept of each output. Default: 1,000; from 1. */
  readonly outputLines?: number | undefined;
  /** The level of hygiene that is wanted. More is reached where it costs the process nothing. Default: `guardian`; on Windows, there is `none` alone. */
  readonly hygieneLevel?: HygieneLevel | undefined;
  /** What is done where that level cannot be reached: `require` refuses to start, `warn` logs a warning and starts at a lower one. Default: `warn`. */
  readonly hygiene?: "require" | "warn" | undefined;
  /** Where warnings go. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}

/** All that a process worker goes by. */
export interface ProcessSettings {
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: "ignore" | "pipe";
  readonly stopSignal: SignalName;
  readonly stopTimeout: number;
  readonly outputLines: number;
  readonly hygieneLevel: HygieneLevel;
  readonly hygiene: "require" | "warn";
  readonly logger: Partial<Logger>;
  readonly clock: Clock;
}

/** Throws a `ConfigError` for what cannot be. */
export function processSettings(options: ProcessOptions): ProcessSettings {
  checkNames(options, Object.keys(defaults()));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings = { ...defaults(), ...(Object.fromEntries(given) as ProcessOptions) };
  checkEnvironment("env", settings.env);
  if (settings.cwd !== undefined) checkText("cwd", settings.cwd);
  checkOneOf("stdin", settings.stdin, ["ignore", "pipe"]);
  checkOneOf("stopSignal", settings.stopSignal, Object.keys(constants.signals));
  checkNumber("stopTimeout", settings.stopTimeout, 0);
  checkCount("outputLines", settings.outputLines, 1);
  checkOneOf("hygieneLevel", settings.hygieneLevel, HYGIENE_LEVELS);
  checkOneOf("hygiene", settings.hygiene, ["require", "warn"]);
  checkMembers("clock", settings.clock, ["now", "wall", "schedule"]);
  return settings as ProcessSettings;
}

/** A command is not empty, and no argument has a NUL in it, which would end it (POSIX.1-2017, exec). */
export function checkCommand(command: unknown, args: unknown): void {
  checkText("command", command);
  if (command === "") throw new ConfigError("command", "a command", command);
  if (!Array.isArray(args)) throw new ConfigError("args", "an array of texts", args);
  args.forEach((arg, index) => checkText(`args[${index}]`, arg));
}

/** For an environment, of which nothing is shown. */
export function checkEnvironment(path: string, env: unknown): void {
  if (typeof env !== "object" || env === null || Array.isArray(env))
    throw new ConfigError(path, "an object", typeof env);
  for (const [name, value] of Object.entries(env)) {
    // What stands behind the first of them may be a secret.
    if (!/^[^=\0]+$/.test(name))
      throw new ConfigError(path, "names without = and NUL", name.split(/[=\0]/, 1)[0]);
    if (value !== undefined) checkText(`${path}.${name}`, value);
  }
}

/** What it was is not shown: an argument may be a secret. */
function checkText(path: string, value: unknown): void {
  if (typeof value !== "string")
    throw new ConfigError(path, "a text", value === undefined ? undefined : typeof value);
  if (value.includes("\0")) throw new ConfigError(path, "a text without NUL", "a text with NUL");
}

function defaults(): Required<{ [K in keyof ProcessSettings]: ProcessSettings[K] | undefined }> {
  return {
    cwd: undefined,
    env: {},
    stdin: "ignore",
    stopSignal: "SIGTERM",
    stopTimeout: 5_000,
    outputLines: 1_000,
    hygieneLevel: "guardian",
    hygiene: "warn",
    logger: {},
    clock: systemClock(),
  };
}
