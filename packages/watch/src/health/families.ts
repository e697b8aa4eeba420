// The metrics of a manager: their names, and where their numbers come from.

import type { MetricFamily } from "@skep/core/base";
import type { ServiceCounts } from "../manager.ts";
import type { ServiceStatus } from "../service-status.ts";

/** One metric. Its name goes behind `skep_watch_`; of a time it ends with its unit. */
interface ServiceFamily extends Omit<MetricFamily, "samples"> {
  /** Those of one service, without the label that names it. */
  readonly samples: (service: Service) => MetricFamily["samples"];
}

interface Service {
  readonly status: ServiceStatus;
  readonly counts: ServiceCounts;
}

const STATES = ["ready", "down", "unknown"] as const;

const FAMILIES: readonly ServiceFamily[] = [
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

export function familiesOf(services: readonly Service[]): readonly MetricFamily[] {
  return FAMILIES.map(({ name, samples, ...family }) => ({
    ...family,
    name: `skep_watch_${name}`,
    samples: services.flatMap((service) =>
      samples(service).map(
        ([labels, value]) => [{ name: service.status.name, ...labels }, value] as const,
      ),
    ),
  }));
}
