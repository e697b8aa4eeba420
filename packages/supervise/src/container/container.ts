// What a container is to its worker: a small port, which an engine fills. Types only.

import type { Handover } from "../handover.ts";

/**
 * A container of some engine, which is not made before `start`. All methods but `id` ask the engine, and reject with a `ContainerError`
 * where it cannot be reached or refuses. One object is one run, as its worker is.
 */
export interface Container {
  /** How people and engine name it. */
  readonly id: string;
  /**
   * Makes and starts it. What is left of an earlier run under the same name is removed before, unless it may be somebody else's. Where it rejects
   * and `status` does not say that it runs, or that nobody knows, nothing runs.
   */
  start(context: ContainerStartContext): Promise<void>;
  /** Asks it to end, or with `force` ends it. Resolves when the engine has been told: `wait` knows the end. */
  stop(options?: ContainerStopOptions): Promise<void>;
  /** What it is made of. */
  inspect(options?: ContainerCallOptions): Promise<ContainerDescription>;
  /** What it writes, line by line, from its start to its end. */
  logs(options?: ContainerCallOptions): AsyncIterable<ContainerLine>;
  /** Where it is in its life. It does not reject for an engine that cannot be reached: that is `unknown`. */
  status(options?: ContainerCallOptions): Promise<ContainerStatus>;
  /** Resolves when it has ended, with how. Rejects where it was not there, or the engine was lost meanwhile. */
  wait(options?: ContainerCallOptions): Promise<ContainerExit>;
  /** Removes what is left of it when it has ended and its logs were read. Default: nothing is left. */
  remove?(options?: ContainerCallOptions): Promise<void>;
}

/**
 * - `created`: made, and not started.
 * - `running`, and `paused` where the engine holds it.
 * - `exited`: it has ended.
 * - `missing`: there is none.
 * - `unknown`: the engine cannot be reached. It may run.
 */
export type ContainerStatus = "created" | "running" | "paused" | "exited" | "missing" | "unknown";

/** How a call can be ended. */
export interface ContainerCallOptions {
  /** Ends the call with its reason. What it asked for may happen all the same. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** What a container is started with. */
export interface ContainerStartContext extends ContainerCallOptions {
  /** Environment variables, with those of the handover, which replace those that the container has by itself. */
  readonly env: Readonly<Record<string, string>>;
  /** What is known of earlier instances, where somebody supervises this one. */
  readonly handover?: Handover | undefined;
}

/** How a container is stopped. */
export interface ContainerStopOptions extends ContainerCallOptions {
  /** Does not ask. Default: `false`. */
  readonly force?: boolean | undefined;
}

/** What a container is made of. */
export interface ContainerDescription {
  readonly image: string;
  /** Undefined where it has no network of its own. */
  readonly ip?: string | undefined;
  /** Those that are published, such as `8080->80/tcp`, and those that are not, such as `5432/tcp`. */
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** One line of a container. */
export interface ContainerLine {
  readonly source: "stdout" | "stderr";
  readonly line: string;
}

/** How a container has ended. */
export interface ContainerExit {
  /** As the engine tells it: that of the command, or 128 and the number of the signal that ended it. */
  readonly code: number;
  /** It ended the way it does when it is asked to. Default: `false`. */
  readonly interrupted?: boolean | undefined;
  /** The system ended it as memory ran out, as far as the engine knows. Default: `false`. */
  readonly oom?: boolean | undefined;
}
