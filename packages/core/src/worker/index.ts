// The entry point for workers that an application writes: names re-exported one by one, no logic.

export { type InboxChanges, wrapInbox } from "../inbox/wrap-inbox.ts";
export type {
  ConnectedFacts,
  DialFailedFacts,
  DialRequest,
  DialSink,
  Dialer,
  Dialing,
  DisconnectedFacts,
  EnterOptions,
  EventSink,
  PoolPlugin,
  StepInput,
  StepObserver,
  Ticket,
  Worker,
  WorkerContext,
  WorkerFactory,
  WorkerStats,
} from "../worker.ts";
export type { HeldMessages, InboxListener, InboxWriter } from "../inbox-writer.ts";
export { DefaultWorker } from "./default-worker.ts";
