// A container of an engine of the Docker Engine API: found again by its labels, and never doubled.

import { constants } from "node:os";
import { ContainerError } from "../errors.ts";
import { readEntry } from "../process/process-table.ts";
import type {
  Container,
  ContainerCallOptions,
  ContainerDescription,
  ContainerExit,
  ContainerLine,
  ContainerStartContext,
  ContainerStatus,
  ContainerStopOptions,
} from "./container.ts";
import { creationOf, idOf, listedOf, listPath, type ListedContainer } from "./docker-bodies.ts";
import { DockerEngine, EngineRefusal } from "./docker-engine.ts";
import { type Inspection, inspectionOf } from "./docker-inspection.ts";
import {
  type DockerContainerOptions,
  dockerSettings,
  type DockerSettings,
} from "./docker-options.ts";
import { linesOf } from "./log-lines.ts";
import { judgeOwner, type OwnerVerdict, thisOwner } from "./owner.ts";

/**
 * A container of Docker, or of Podman through its socket for Docker (`podman system service`), for one run.
 *
 * - Its labels say its tree, name, resume id and owner, which is this process. What is left under the same tree and name of an owner that is
 *   dead, or of this process, is removed before it is made; that of an owner that is alive, or cannot be looked for, makes `start` reject.
 * - Nothing is pulled, and nothing restarts it but its supervisor.
 *
 * Throws a `ConfigError` for an option that cannot be. It asks the engine for nothing before `start`.
 */
export function dockerContainer(options: DockerContainerOptions): Container {
  return new DockerContainer(dockerSettings(options));
}

class DockerContainer implements Container {
  readonly #settings: DockerSettings;
  readonly #engine: DockerEngine;
  /** Of the engine, once it was made. */
  #id: string | undefined;
  #isStarted = false;
  #exit: ContainerExit | undefined;

  constructor(settings: DockerSettings) {
    const { clock, socketPath, timeout } = settings;
    this.#settings = settings;
    this.#engine = new DockerEngine(socketPath, timeout, clock);
  }

  get id(): string {
    return this.#settings.name;
  }

  /** What is asked of the engine here is not called off: it could have been done all the same, and nobody would know. */
  async start({ env, handover, signal }: ContainerStartContext): Promise<void> {
    if (this.#isStarted) throw new ContainerError(`The container ${this.id} was started before.`);
    this.#isStarted = true;
    await this.#clear(signal);
    const body = creationOf(this.#settings, { env, handover }, thisOwner());
    const path = `/containers/create?name=${encodeURIComponent(this.id)}`;
    signal?.throwIfAborted();
    const made = await this.#told(this.#engine.call({ method: "POST", path, body }));
    this.#id = idOf(made.body);
    try {
      signal?.throwIfAborted();
      await this.#told(this.#post("start", {}));
    } catch (error) {
      await this.#undo();
      throw error;
    }
  }

  async stop({ force = false, signal }: ContainerStopOptions = {}): Promise<void> {
    if (this.#id === undefined || this.#exit !== undefined) return;
    const name = force ? "SIGKILL" : await this.#stopSignal(signal);
    // What is paused hears nothing; what is not refuses this.
    await this.#post("unpause", { signal }).catch(() => {});
    try {
      await this.#told(this.#post(`kill?signal=${encodeURIComponent(name)}`, { signal }));
    } catch (error) {
      // It may have ended meanwhile.
      const status = await this.status({ signal });
      if (status === "unknown" || status === "running" || status === "paused") throw error;
    }
  }

  async inspect({ signal }: ContainerCallOptions = {}): Promise<ContainerDescription> {
    return (await this.#told(this.#inspect(signal))).description;
  }

  async *logs({ signal }: ContainerCallOptions = {}): AsyncGenerator<ContainerLine, void> {
    const { hasTerminal } = await this.#told(this.#inspect(signal));
    const path = this.#path("logs?follow=true&stdout=true&stderr=true");
    yield* linesOf(this.#engine.stream({ method: "GET", path, signal }), hasTerminal);
  }

  async status({ signal }: ContainerCallOptions = {}): Promise<ContainerStatus> {
    if (this.#exit !== undefined) return "exited";
    if (this.#id === undefined) return "missing";
    try {
      return (await this.#inspect(signal)).status;
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      return error.status === NOT_FOUND ? "missing" : "unknown";
    }
  }

  async wait({ signal }: ContainerCallOptions = {}): Promise<ContainerExit> {
    if (this.#exit !== undefined) return this.#exit;
    const call = { method: "POST", path: this.#path("wait"), signal, isEndless: true } as const;
    const { body } = await this.#told(this.#engine.call(call));
    const { StatusCode: code } = Object(body) as { readonly StatusCode?: unknown };
    if (typeof code !== "number")
      throw new ContainerError(`The engine does not say how ${this.id} ended.`);
    // Podman has a code for a container that was removed while it ran, too: that is not its own.
    const { oom } = await this.#told(this.#inspect(signal));
    this.#exit = { code, oom, interrupted: code === (await this.#obedience(signal)) };
    return this.#exit;
  }

  async remove({ signal }: ContainerCallOptions = {}): Promise<void> {
    if (this.#id !== undefined) await this.#told(this.#remove(this.#id, signal));
  }

  /** What is left of earlier runs, which have the name. */
  async #clear(signal: AbortSignal | undefined): Promise<void> {
    const path = listPath(this.#settings);
    const { body } = await this.#told(this.#engine.call({ method: "GET", path, signal }));
    const self = thisOwner();
    const judged = listedOf(body, this.#settings).map((one) => ({
      ...one,
      verdict: judgeOwner(one.owner, self, readEntry),
    }));
    for (const one of judged) this.#checkOwner(one);
    for (const { id } of judged) await this.#told(this.#remove(id, signal));
  }

  #checkOwner({ id, verdict }: ListedContainer & { readonly verdict: OwnerVerdict }): void {
    if (verdict === "self" || verdict === "dead" || this.#settings.takeOver) return;
    const whose =
      verdict === "alive"
        ? "a process that runs"
        : "a process that cannot be looked for from here; `takeOver` removes it all the same";
    throw new ContainerError(`The container ${this.id} (${id.slice(0, 12)}) belongs to ${whose}.`);
  }

  /** A start that was refused leaves a container that was made. Where the engine is lost, the next start finds it. */
  async #undo(): Promise<void> {
    if ((await this.status()) === "created") await this.remove().catch(() => {});
  }

  async #stopSignal(signal: AbortSignal | undefined): Promise<string> {
    if (this.#settings.stopSignal !== undefined) return this.#settings.stopSignal;
    return (await this.#inspect(signal).catch(() => undefined))?.stopSignal ?? "SIGTERM";
  }

  /** The code of one that its stop signal has ended. Podman tells that signal by its number. */
  async #obedience(signal: AbortSignal | undefined): Promise<number> {
    const numbers = constants.signals as Readonly<Record<string, number>>;
    const name = await this.#stopSignal(signal);
    return 128 + (numbers[name] ?? Number.parseInt(name, 10));
  }

  async #inspect(signal: AbortSignal | undefined): Promise<Inspection> {
    const { body } = await this.#engine.call({ method: "GET", path: this.#path("json"), signal });
    return inspectionOf(body);
  }

  async #remove(id: string, signal: AbortSignal | undefined): Promise<void> {
    const path = `/containers/${id}?force=true&v=true`;
    await this.#engine.call({ method: "DELETE", path, signal }).catch((error: unknown) => {
      if ((error as EngineRefusal).status !== NOT_FOUND) throw error;
    });
  }

  #post(what: string, { signal }: ContainerCallOptions): Promise<unknown> {
    return this.#engine.call({ method: "POST", path: this.#path(what), signal });
  }

  #path(what: string): string {
    if (this.#id === undefined) throw new ContainerError(`The container ${this.id} was not made.`);
    return `/containers/${this.#id}/${what}`;
  }

  /** An error that names the container. */
  async #told<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      throw new ContainerError(`The container ${this.id}: ${error.message}.`, error);
    }
  }
}

const NOT_FOUND = 404;
