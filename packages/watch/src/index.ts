// The entry point `@skep/watch`.

export { type BackoffConfig, backoffDefaults } from "./backoff-config.ts";
export type { UnknownReason, WatchState } from "./diagnosis/diagnosis.ts";
export {
  ProbeError,
  ProbeTimeoutError,
  WatcherExistsError,
  type WatchErrorCode,
  WatchStoppedError,
} from "./errors.ts";
export {
  type ManagerEventMap,
  TransitionEvent,
  UplinkEvent,
  type WatcherEventMap,
  WatchErrorEvent,
  WatchFlagEvent,
} from "./events.ts";
export type { Sample } from "./history.ts";
export { Manager, type ServiceCounts } from "./manager.ts";
export type { ManagerOptions } from "./manager-options.ts";
export type { Degraded, Probe, ProbeContext } from "./probe.ts";
export type { ServiceStatus } from "./service-status.ts";
export type { Transition } from "./transition.ts";
export type { TransitionOptions } from "./transition-options.ts";
export type { UplinkReason } from "./uplink.ts";
export type { WaitOptions } from "./ready-waits.ts";
export type { Watcher } from "./watcher.ts";
export type { EdgeContext, WatcherConfig } from "./watcher-config.ts";
export {
  Group,
  type GroupEventMap,
  type GroupMember,
  type GroupOptions,
  type GroupRule,
} from "./group.ts";
export {
  type HealthHandler,
  healthHandler,
  type HealthHandlerOptions,
  metricsOf,
} from "./health/health-handler.ts";
export type { HealthReport, HealthSource } from "./health/health-report.ts";
export { httpProbe, type HttpProbeOptions } from "./probes/http-probe.ts";
export { type PoolLike, poolProbe, type PoolProbeOptions } from "./probes/pool-probe.ts";
export {
  type ProcessLike,
  processProbe,
  type ProcessProbeOptions,
} from "./probes/process-probe.ts";
export { webSocketProbe, type WebSocketProbeOptions } from "./probes/web-socket-probe.ts";
export {
  type RedialLike,
  redialWhenReady,
  type RedialWhenReadyOptions,
} from "./redial-when-ready.ts";
