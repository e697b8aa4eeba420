// What a supervisor tells: records, the event that carries each, and their types.

import type { PlanRecord } from "../plan/order.ts";
import type { StatusChange } from "../worker.ts";

/** The status of the supervisor, of a child, or of a worker below one, is another one now. */
export interface StatusRecord extends StatusChange {
  readonly type: "status";
}

/** A listener, or the `suspend` of a child that was started while the supervisor rests, has thrown. Nothing else was harmed. */
export interface ErrorRecord {
  readonly type: "error";
  readonly error: unknown;
}

/** One thing that has happened, frozen. `missed` is there where an iterator was read too slowly: so many before it were dropped. */
export type SupervisorRecord = (PlanRecord | StatusRecord | ErrorRecord) & {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly missed?: number;
};

/** The kinds of records. */
export type SupervisorRecordType = SupervisorRecord["type"];

/** Something has happened: `event.record` says what. */
export class SupervisorEvent<
  Type extends SupervisorRecordType = SupervisorRecordType,
> extends Event {
  readonly record: Extract<SupervisorRecord, { readonly type: Type }>;

  constructor(record: Extract<SupervisorRecord, { readonly type: Type }>) {
    super(record.type);
    this.record = record;
  }
}

/** By the type of the event. */
export type SupervisorEventMap = { [Type in SupervisorRecordType]: SupervisorEvent<Type> };

export const SUPERVISOR_EVENT_TYPES: readonly SupervisorRecordType[] = [
  "started",
  "exited",
  "restarting",
  "gaveup",
  "added",
  "removed",
  "status",
  "error",
];
