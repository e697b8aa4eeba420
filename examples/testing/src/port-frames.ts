// What goes over a port between a page and its worker, and how a call begins. It knows no transport.

/** One dial, as who is called gets it: to be posted to a worker with its port as transferable. */
export interface Call {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly port: MessagePort;
}

/** What either end says. */
export type Frame =
  /** The call is taken. */
  | { readonly type: "open"; readonly protocol: string }
  | { readonly type: "message"; readonly data: string | Uint8Array<ArrayBuffer> }
  /** A goodbye, or the answer to one. */
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  /** Gone without a goodbye: refused, given up, lost. */
  | { readonly type: "gone" };
