// The entry point `@skep/supervise`.

export {
  fromHub,
  fromPool,
  fromWatchers,
  type HubLike,
  type HubWorkerOptions,
  type PoolLike,
  type WatchersLike,
} from "./adapters/adapters.ts";
export type { Open, ResourceContext, ResourceOptions } from "./adapters/resource-worker.ts";
export { fromServer, type ServerLike, type SocketLike } from "./adapters/server-worker.ts";
export { BaseWorker } from "./base-worker.ts";
export {
  ChildError,
  ContainerError,
  GaveUpError,
  HygieneError,
  type SuperviseErrorCode,
  WorkerExitError,
  WorkerStartError,
  WorkerStateError,
} from "./errors.ts";
export { type ExitReport, type Outcome } from "./exit-report.ts";
export { type Handover, handoverVariables, previousExitText } from "./handover.ts";
export {
  fromFunction,
  type FunctionContext,
  type FunctionOptions,
  type FunctionWorker,
} from "./function/function-worker.ts";
export type { Gate } from "./function/gate.ts";
export { mermaidState } from "./mermaid/state-diagram.ts";
export { mermaidFragment, mermaidTree } from "./mermaid/tree.ts";
export {
  restartWhenDown,
  type RestartWhenDownOptions,
  type WatcherLike,
} from "./restart-when-down.ts";
export {
  type ProcessLike,
  runUntilSignal,
  type RunUntilSignalOptions,
} from "./run-until-signal.ts";
export type { ChildBackoff, RestartPolicy } from "./plan/child.ts";
export type {
  ChildAddedRecord,
  ChildExitedRecord,
  ChildGaveUpRecord,
  ChildRemovedRecord,
  ChildRestartingRecord,
  ChildStartedRecord,
} from "./plan/order.ts";
export type { Intensity, Strategy } from "./plan/roster.ts";
export type { BaseWorkerOptions, Description, Run } from "./run.ts";
export { type ExitStatus, isExitStatus, metadataKeys, type State, type Status } from "./state.ts";
export type { ChildSpec } from "./supervisor/child-spec.ts";
export { supervisorDefaults, type SupervisorOptions } from "./supervisor/options.ts";
export {
  type ErrorRecord,
  type StatusRecord,
  SupervisorEvent,
  type SupervisorEventMap,
  type SupervisorRecord,
  type SupervisorRecordType,
} from "./supervisor/records.ts";
export type { SupervisorStats } from "./supervisor/stats.ts";
export type { SupervisedChild } from "./supervisor/supervised-child.ts";
export { Supervisor } from "./supervisor/supervisor.ts";
export type {
  ManagedWorker,
  StartContext,
  StatusChange,
  StopOptions,
  WaitOptions,
} from "./worker.ts";
