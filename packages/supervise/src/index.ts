// The entry point `@skep/supervise`.

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
export type { BaseWorkerOptions, Description, Run } from "./run.ts";
export { type ExitStatus, isExitStatus, metadataKeys, type State, type Status } from "./state.ts";
export type {
  ManagedWorker,
  StartContext,
  StatusChange,
  StopOptions,
  WaitOptions,
} from "./worker.ts";
