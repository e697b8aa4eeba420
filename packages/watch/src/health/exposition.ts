// The metrics of a manager in the text format of Prometheus, version 0.0.4.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

import type { ServiceCounts } from "../manager.ts";
import type { ServiceStatus } from "../service-status.ts";

/** The media type of the text. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string>>;

interface Family {
  /** Behind `skep_watch_`; of a counter it ends with `_total`, and of a time with its unit. */
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  readonly samples: (service: Service) => readonly (readonly [Labels, number])[];
}

interface Service {
  readonly status: ServiceStatus;
  readonly counts: ServiceCounts;
}

const STATES = ["ready", "down", "unknown"] as const;

const FAMILIES: readonly Family[] = [
  {
    name: "ready",
    help: "Whether the service is ready.",
    type: "gauge",
    samples: ({ status }) => [[{}, Number(status.ready)]],
  },
  {
    name: "state",
    help: "1 for the state that the service has.",
    type: "gauge",
    samples: ({ status }) => STATES.map((state) => [{ state }, Number(status.state === state)]),
  },
  {
    name: "degraded",
    help: "Whether the service is slow or there in part.",
    type: "gauge",
    samples: ({ status }) => [[{}, Number(status.degraded)]],
  },
  {
    name: "flapping",
    help: "Whether the service goes down and comes back too often.",
    type: "gauge",
    samples: ({ status }) => [[{}, Number(status.flapping)]],
  },
  {
    name: "probes_total",
    help: "Probes that have ended, by their result.",
    type: "counter",
    samples: ({ counts }) => [
      [{ result: "good" }, counts.good],
      [{ result: "failed" }, counts.failed],
    ],
  },
  {
    name: "transitions_total",
    help: "Changes of the state.",
    type: "counter",
    samples: ({ counts }) => [[{}, counts.transitions]],
  },
  {
    name: "probe_duration_seconds",
    help: "How long the last probe took.",
    type: "gauge",
    samples: ({ status: { latency_ms } }) =>
      latency_ms === null ? [] : [[{}, latency_ms / 1_000]],
  },
  {
    name: "last_check_timestamp_seconds",
    help: "When the last probe ended.",
    type: "gauge",
    samples: ({ status: { last_check } }) =>
      last_check === null ? [] : [[{}, Date.parse(last_check) / 1_000]],
  },
];

export function expositionOf(services: readonly Service[]): string {
  return FAMILIES.map((family) => textOf(family, services)).join("");
}

function textOf({ help, name, samples, type }: Family, services: readonly Service[]): string {
  const lines = services.flatMap((service) =>
    samples(service).map(
      ([labels, value]) =>
        `skep_watch_${name}{${labelText({ name: service.status.name, ...labels })}} ${value}\n`,
    ),
  );
  return `# HELP skep_watch_${name} ${help}\n# TYPE skep_watch_${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");
}

function escaped(value: string): string {
  return value
    .replaceAll("\\", String.raw`\\`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll('"', String.raw`\"`);
}
