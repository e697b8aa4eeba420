// A probe that looks at a process, or at whatever has a status, by its shape.

import { checkMembers, checkNames, ConfigError } from "@skep/core/base";
import { ProbeError } from "../errors.ts";
import { type Probe, probeOf } from "../probe.ts";

/** A worker or a supervised child of `@skep/supervise`, or anything else that says how it is. */
export interface ProcessLike {
  /** Undefined for what is not there any more. */
  state(): { readonly status: string } | undefined;
}

/** Which status is a good one. */
export interface ProcessProbeOptions {
  /** Compared without regard to case. Default: `["running"]`. */
  readonly good?: readonly string[] | undefined;
}

/** Good while the status is one of those. It says that the process is there, not that it serves. Throws a `ConfigError`. */
export function processProbe(process: ProcessLike, options: ProcessProbeOptions = {}): Probe {
  checkMembers("process", process ?? null, ["state"]);
  checkNames(options, ["good"]);
  const { good = ["running"] } = options;
  if (!Array.isArray(good) || good.some((each) => typeof each !== "string"))
    throw new ConfigError("good", "a list of texts", good);
  const names = new Set(good.map((each: string) => each.toLowerCase()));
  return probeOf(undefined, () => {
    const status = process.state()?.status;
    if (status === undefined) throw new ProbeError("It is not there any more.");
    if (!names.has(status.toLowerCase())) throw new ProbeError(`Its status is ${status}.`);
  });
}
