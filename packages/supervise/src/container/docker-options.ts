// What a container of an engine can be told, what it is where it is told nothing, and what it refuses.

import {
  checkMembers,
  checkNames,
  checkNumber,
  checkType,
  type Clock,
  ConfigError,
  systemClock,
} from "@skep/core/base";
import { checkName } from "../option-checks.ts";

/** A container of Docker, or of Podman with its socket for Docker. */
export interface DockerContainerOptions {
  /** Its image, which has to be there: nothing is pulled. Default: none, it has to be given. */
  readonly image: string;
  /** Its name in the engine: letters, digits, `_`, `.` and `-`. No other container of the engine has it. Default: none, it has to be given. */
  readonly name: string;
  /** The program of which it is a part: what is left of another tree is never removed. Default: `skep`. */
  readonly tree?: string | undefined;
  /** The command, in place of the image's. Default: that of the image. */
  readonly command?: readonly string[] | undefined;
  /** Environment variables; those of `start` come on top. Default: none. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Labels beside those by which it is found again, which begin with `skep.`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** A small init as its first process, as that one ignores signals and reaps nobody (`HostConfig.Init`). Default: `true`. */
  readonly init?: boolean | undefined;
  /** The signal that asks it to end. Default: that of the image, or else `SIGTERM`. */
  readonly stopSignal?: string | undefined;
  /**
   * Removes a container of the same tree and name of which nobody here can tell whether its owner is alive, as that was on another machine or
   * in another container. Default: `false`, then its start rejects.
   */
  readonly takeOver?: boolean | undefined;
  /** More of the body of `POST /containers/create` of the Docker Engine API, such as `HostConfig`. What has an option here is not given there. Default: none. */
  readonly create?: Readonly<Record<string, unknown>> | undefined;
  /** The socket of the engine. Default: that of `DOCKER_HOST` where it is one of `unix://`, or else `/var/run/docker.sock`. */
  readonly socketPath?: string | undefined;
  /** Milliseconds for an answer of the engine. Default: 30,000; from 1. */
  readonly timeout?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}

/** All that a container goes by. */
export interface DockerSettings extends DockerContainerOptions {
  readonly tree: string;
  readonly init: boolean;
  readonly takeOver: boolean;
  readonly socketPath: string;
  readonly timeout: number;
  readonly clock: Clock;
}

const NAMES: readonly (keyof DockerContainerOptions)[] = [
  "image",
  "name",
  "tree",
  "command",
  "env",
  "labels",
  "init",
  "stopSignal",
  "takeOver",
  "create",
  "socketPath",
  "timeout",
  "clock",
];

/** Throws a `ConfigError` for what cannot be. */
export function dockerSettings(options: DockerContainerOptions): DockerSettings {
  checkNames(options, NAMES);
  const { clock = systemClock(), init = true, timeout = 30_000, tree = "skep" } = options;
  checkName("image", options.image);
  checkEngineName("name", options.name);
  checkName("tree", tree);
  checkTexts("command", options.command ?? []);
  checkMap("env", options.env ?? {});
  checkLabels(options.labels ?? {});
  checkType("init", options.init, "boolean");
  checkType("takeOver", options.takeOver, "boolean");
  checkCreate(options.create ?? {});
  checkNumber("timeout", timeout, 1);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  if (options.stopSignal !== undefined) checkSignal("stopSignal", options.stopSignal);
  const { command, create, env, image, labels, name, stopSignal, takeOver = false } = options;
  const socketPath = options.socketPath ?? socketOf(process.env["DOCKER_HOST"]);
  checkName("socketPath", socketPath);
  const given = { command, create, env, image, labels, name, stopSignal };
  return { ...given, clock, init, socketPath, takeOver, timeout, tree };
}

/** Members of the body that are made of options. */
const MADE = ["Image", "Cmd", "Env", "Labels", "StopSignal"];

function checkCreate(create: unknown): void {
  checkObject("create", create);
  const made = MADE.find((member) => Object.hasOwn(create as object, member));
  if (made !== undefined)
    throw new ConfigError(`create.${made}`, "left to the option for it", "given");
  checkHost((create as { readonly HostConfig?: unknown }).HostConfig ?? {});
}

/** What the engine would do behind the back of the worker. */
const LEFT_TO_THE_WORKER = ["AutoRemove", "Init", "RestartPolicy"];

function checkHost(host: unknown): void {
  checkObject("create.HostConfig", host);
  const done = LEFT_TO_THE_WORKER.find((member) => Object.hasOwn(host as object, member));
  if (done !== undefined)
    throw new ConfigError(`create.HostConfig.${done}`, "left to the worker", "given");
}

const DEFAULT_SOCKET = "/var/run/docker.sock";

function socketOf(host: string | undefined): string {
  return host?.startsWith("unix://") === true ? host.slice("unix://".length) : DEFAULT_SOCKET;
}

/** The rule of Docker for names. */
function checkEngineName(path: string, value: unknown): void {
  if (typeof value === "string" && /^[a-zA-Z0-9][\w.-]{0,127}$/.test(value)) return;
  const rule = "a name of letters, digits, _, . and - that begins with a letter or digit";
  throw new ConfigError(path, rule, value);
}

function checkSignal(path: string, value: unknown): void {
  if (typeof value === "string" && /^SIG[A-Z0-9+-]+$/.test(value)) return;
  throw new ConfigError(path, "the name of a signal, such as SIGTERM", value);
}

function checkLabels(labels: unknown): void {
  checkMap("labels", labels);
  const own = Object.keys(labels as object).find((label) => label.startsWith("skep."));
  if (own !== undefined)
    throw new ConfigError("labels", "labels that do not begin with skep.", own);
}

/** Values may be secrets, and are not shown. */
function checkMap(path: string, value: unknown): void {
  checkObject(path, value);
  for (const [key, text] of Object.entries(value as object))
    if (typeof text !== "string") throw new ConfigError(`${path}.${key}`, "a text", typeof text);
}

function checkTexts(path: string, value: unknown): void {
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) return;
  throw new ConfigError(path, "an array of texts", typeof value);
}

function checkObject(path: string, value: unknown): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new ConfigError(path, "an object", typeof value);
}
