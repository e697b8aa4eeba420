// What `@skep/testing` exports: the kit for tests of what is built on Skep.

export * from "@skep/core/testing";
export { testEngine } from "./engine-suite.ts";
export type {
  EngineSuiteCapabilities,
  EngineSuiteOptions,
  EngineSuiteSubject,
} from "./engine-suite/options.ts";
export { faults, type FaultsOptions, type FaultyTransport } from "./faults.ts";
export type {
  AnswerFault,
  CutFault,
  DialFaults,
  EndingFault,
  FaultScript,
  FaultyDial,
  HalfOpenFault,
  JumpFault,
  Milestone,
  ScriptedDial,
  SendFault,
  Way,
} from "./faults/script.ts";
export { testManagedWorker } from "./managed-worker-suite.ts";
export type {
  ManagedWorkerSubject,
  ManagedWorkerSuiteCapabilities,
  ManagedWorkerSuiteOptions,
} from "./managed-worker-suite/options.ts";
export { Recorder, type RecorderOptions, type UntilOptions } from "./recorder.ts";
export type { Facts } from "./recorder/facts.ts";
export type { MessageRecord, Recorded, RecordedOf, RecordedType } from "./recorder/recorded.ts";
export {
  testWorker,
  type WorkerSuiteCapabilities,
  type WorkerSuiteOptions,
  type WorkerSuitePeer,
} from "./worker-suite.ts";
