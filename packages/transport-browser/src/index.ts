// The transport over the platform's own WebSocket, and the signals of a browser.

export { browserEnvironment } from "./browser-environment.ts";
export { browserTransport, type BrowserTransportOptions } from "./browser-transport.ts";
export type {
  WebSocketConstructorLike,
  WebSocketEventLike,
  WebSocketLike,
} from "./web-socket-like.ts";
