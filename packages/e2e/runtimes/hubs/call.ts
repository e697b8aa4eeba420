// What the program of a hub is told, and what it answers. Types only.
import type { HubOptions } from "@skep/hub";

/** What of a hub's options can be written as JSON. */
export interface StartOptions extends Pick<
  HubOptions,
  "namespaces" | "tokenFrom" | "limits" | "heartbeatInterval" | "pongTimeout"
> {
  /**
   * `secret`: that is the only token. `waits`: the question is never answered. `closes`: everybody is let in, and the hub is closed after as many
   * microtasks as the token says.
   */
  readonly authenticate?: "secret" | "waits" | "closes";
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
