// A WebSocket class whose events the test makes: for the quirks of engines that are not here, or not any more.
import type { WebSocketEventLike, WebSocketLike } from "@skep/transport-browser";

type Listener = (event: WebSocketEventLike) => void;

export class FakeWebSocket implements WebSocketLike {
  static latest: FakeWebSocket;

  readonly url: string;
  readonly protocols: readonly string[];
  binaryType = "blob";
  protocol = "";
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: unknown[] = [];
  readonly closes: unknown[][] = [];
  readonly #listeners = new Map<string, Listener>();
  /** What the engine does inside of `close()`. */
  onClosing: () => void = () => {};

  constructor(url: string, protocols: string[] = []) {
    this.url = url;
    this.protocols = protocols;
    FakeWebSocket.latest = this;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(...args: unknown[]): void {
    this.closes.push(args);
    this.readyState = 2;
    this.onClosing();
  }

  fire(type: string, event: WebSocketEventLike = {}): void {
    if (type === "open") this.readyState = 1;
    if (type === "close") this.readyState = 3;
    this.#listeners.get(type)?.(event);
  }
}
