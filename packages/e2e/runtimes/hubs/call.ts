// What the program of a hub is told, and what it answers. Types only.
import type { HubOptions } from "@skep/hub";

/** What of a hub's options can be written as JSON. */
export interface StartOptions extends Pick<
  HubOptions,
  "namespaces" | "tokenFrom" | "limits" | "heartbeatInterval" | "pongTimeout"
> {
  /** `secret` is the only token; or the question is never answered. */
  readonly authenticate?: "secret" | "waits";
}

export interface Call {
  readonly id: number;
  readonly call:
    | "start"
    | "publish"
    | "broadcast"
    | "disconnect"
    | "drain"
    | "close"
    | "attach"
    | "told"
    | "stats"
    | "end";
  /** Of the hub. */
  readonly port?: number;
  readonly args?: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}
