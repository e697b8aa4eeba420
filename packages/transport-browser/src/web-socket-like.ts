// What the transport uses of a WebSocket (WHATWG WebSockets), by shape: no type of the DOM is named. Types only.

/** A class that is called as the platform's `WebSocket` is: the global one, or one that a library brings. */
export type WebSocketConstructorLike = new (url: string, protocols?: string[]) => WebSocketLike;

/** What the transport uses of a WebSocket. */
export interface WebSocketLike {
  binaryType: string;
  readonly protocol: string | null;
  readonly readyState: number;
  /** Missing in happy-dom, and in workerd before 2026. */
  readonly bufferedAmount?: number;
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: WebSocketEventLike) => void): void;
  /** Of Bun and of `ws`: ends the connection at once. */
  terminate?(): void;
}

/** What the transport reads of events, whichever they are. */
export interface WebSocketEventLike {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly error?: unknown;
  readonly message?: string;
}
