// What an engine tells of a container, read with suspicion: other engines, and other versions, leave out other things.

import type { ContainerDescription, ContainerStatus } from "./container.ts";

/** What is used of the answer of `GET /containers/ID/json`. */
export interface Inspection {
  readonly status: Exclude<ContainerStatus, "missing">;
  readonly description: ContainerDescription;
  readonly stopSignal: string | undefined;
  readonly oom: boolean;
  /** It has a terminal: its logs have no frames. */
  readonly hasTerminal: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export function inspectionOf(body: unknown): Inspection {
  const { Config, NetworkSettings, State } = fields(body);
  const config = fields(Config);
  const state = fields(State);
  return {
    status: statusOf(text(state["Status"])),
    description: {
      image: text(config["Image"]) ?? "",
      ip: addressOf(fields(NetworkSettings)),
      ports: portsOf(fields(fields(NetworkSettings)["Ports"])),
      labels: textsOf(fields(config["Labels"])),
    },
    stopSignal: text(config["StopSignal"]),
    oom: state["OOMKilled"] === true,
    hasTerminal: config["Tty"] === true,
  };
}

/** The words of Docker, and those of Podman beside them. Whoever is on the way to the next one is still where he was. */
const STATUSES: Readonly<Record<string, Inspection["status"]>> = {
  configured: "created",
  created: "created",
  dead: "exited",
  exited: "exited",
  initialized: "created",
  paused: "paused",
  removing: "running",
  restarting: "running",
  running: "running",
  stopped: "exited",
  stopping: "running",
};

function statusOf(word: string | undefined): Inspection["status"] {
  return STATUSES[word?.toLowerCase() ?? ""] ?? "unknown";
}

function addressOf(network: Fields): string | undefined {
  const networks = Object.values(fields(network["Networks"])).map((one) => fields(one));
  return [network, ...networks].map((one) => text(one["IPAddress"])).find((ip) => ip !== undefined);
}

/** Those that are published have a list of places, the others have none. */
function portsOf(ports: Fields): string[] {
  return Object.entries(ports).flatMap(([port, places]) => {
    if (!Array.isArray(places) || places.length === 0) return [port];
    return places.map((place) => `${text(fields(place)["HostPort"]) ?? ""}->${port}`);
  });
}

function textsOf(labels: Fields): Record<string, string> {
  const texts = Object.entries(labels).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts) as Record<string, string>;
}

const fields = (value: unknown): Fields => Object(value) as Fields;

/** An empty text says nothing. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
