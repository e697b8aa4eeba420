// What a health endpoint says: whether the process serves, and how its services are.

import type { Manager } from "../manager.ts";
import type { ServiceStatus } from "../service-status.ts";

/** The manager, by what is asked of it. */
export type HealthSource = Pick<Manager, "counts" | "status">;

/** The JSON of a health endpoint. */
export interface HealthReport {
  /** `healthy` while all services are ready and none is degraded, `unhealthy` while a critical one is not ready, else `degraded`. */
  readonly status: "healthy" | "degraded" | "unhealthy";
  /** The process is ready to serve: each critical service is ready. */
  readonly ready: boolean;
  /** By their names. */
  readonly dependencies: Readonly<Record<string, Partial<ServiceStatus>>>;
}

/** Without `details`, errors and reasons are left out: they name hosts and ports. */
export function reportOf(source: HealthSource, details: boolean): HealthReport {
  const services = Object.values(source.status());
  const ready = services.every((service) => service.ready || !service.critical);
  const isFine = services.every((service) => service.ready && !service.degraded);
  const shown = services.map((service) => [
    service.name,
    details ? service : withoutDetails(service),
  ]);
  const status = ready ? (isFine ? "healthy" : "degraded") : "unhealthy";
  return { status, ready, dependencies: Object.fromEntries(shown) as never };
}

function withoutDetails(service: ServiceStatus): Partial<ServiceStatus> {
  const { degraded_reason: _reason, last_error: _error, ...shown } = service;
  return shown;
}
