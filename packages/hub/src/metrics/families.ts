// The metrics of a hub: their names, and where their numbers come from.

import type { MetricFamily } from "@skep/core/base";
import type { Counters } from "./counters.ts";

/** What a hub holds now. */
export interface Holdings {
  /** By version; `none` have not said who they are. */
  readonly clients: Readonly<Record<"0" | "1" | "none", number>>;
  readonly channels: number;
  readonly subscribers: number;
  readonly isEngineUp: boolean;
}

/** The value of the label, empty where there is none, and the number. */
type Samples = readonly (readonly [string, number])[];

const gauge = (name: string, help: string, samples: Samples, label?: string): MetricFamily =>
  family("gauge", name, help, { samples, label });

const counter = (name: string, help: string, samples: Samples, label?: string): MetricFamily =>
  family("counter", `${name}_total`, help, { samples, label });

function family(
  type: MetricFamily["type"],
  name: string,
  help: string,
  { samples, label }: { readonly samples: Samples; readonly label: string | undefined },
): MetricFamily {
  return {
    name: `skep_hub_${name}`,
    help,
    type,
    samples: samples.map(([value, count]) => [
      label === undefined ? {} : { [label]: value },
      count,
    ]),
  };
}

const one = (count: number): Samples => [["", count]];

export function familiesOf(now: Holdings, counters: Counters): readonly MetricFamily[] {
  return [...gauges(now), ...traffic(counters), ...outcomes(counters)];
}

function gauges({ clients, channels, subscribers, isEngineUp }: Holdings): MetricFamily[] {
  return [
    gauge(
      "clients",
      "Clients that are connected, by the version that they speak; none have not said who they are.",
      Object.entries(clients),
      "version",
    ),
    gauge("channels", "Channels that clients have, without broadcasts.", one(channels)),
    gauge("subscriptions", "Subscriptions of all clients, without broadcasts.", one(subscribers)),
    gauge("engine_up", "1 while the engine is there, 0 while it is away.", one(Number(isEngineUp))),
  ];
}

function traffic(counters: Counters): MetricFamily[] {
  return [
    counter("connections", "Links that were let in.", one(counters.connections)),
    counter("received_messages", "Messages of clients.", one(counters.receivedMessages)),
    counter(
      "received_bytes",
      "Bytes of messages of clients; characters where the platform hands over text.",
      one(counters.receivedBytes),
    ),
    counter("sent_messages", "Messages to clients.", one(counters.sentMessages)),
    counter("sent_bytes", "Bytes of messages to clients.", one(counters.sentBytes)),
  ];
}

function outcomes(counters: Counters): MetricFamily[] {
  const { ends, gaps, publishes, recoveries, refusals, slow } = counters;
  return [
    counter(
      "publishes",
      "Publishes of clients and of the application, by what became of them.",
      publishes.entries(),
      "outcome",
    ),
    counter("gaps", "Gaps that clients were told of, by their reason.", gaps.entries(), "reason"),
    counter(
      "recoveries",
      "Subscriptions that went on behind a position: recovered, or why something was missed.",
      recoveries.entries(),
      "outcome",
    ),
    counter("slow", "How often a client was found to read too slowly.", one(slow)),
    counter("refused_upgrades", "Upgrades that were refused, by status.", refusals, "status"),
    counter(
      "ended_links",
      "Links that the hub has ended, by close code; 1006 without a goodbye.",
      ends,
      "code",
    ),
  ];
}
