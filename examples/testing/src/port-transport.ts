// A transport over message ports: a pool in a page talks to peers in a worker, or in the same program.
import {
  ConfigError,
  type DialTarget,
  type MessageData,
  type Socket,
  type SocketSink,
  type Transport,
} from "skep";
import type { Call, Frame } from "./port-frames.ts";

/** `call` hands a dial to who is called, such as `(call) => worker.postMessage(call, [call.port])`. */
export function portTransport(call: (call: Call) => void): Transport {
  return {
    name: "port",
    can: { headers: false, status: false, readLimit: false },
    dial: (target, sink) => new PortSocket(target, sink, call),
  };
}

class PortSocket implements Socket {
  // A port does not tell what it has not delivered.
  readonly bufferedAmount: undefined;
  readonly #sink: SocketSink;
  readonly #port: MessagePort;
  #state: "connecting" | "open" | "closing" | "closed" = "connecting";

  constructor({ url, protocols }: DialTarget, sink: SocketSink, call: (call: Call) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#sink = sink;
    this.#port = port1;
    port1.addEventListener("message", ({ data }: { data: Frame }) => this.#hear(data));
    port1.start();
    queueMicrotask(() => {
      try {
        check(url, protocols);
        if (this.#state === "connecting") call({ url, protocols, port: port2 });
      } catch (error) {
        this.#end({ code: 1006, reason: "", error });
      }
    });
  }

  send(data: MessageData): void {
    if (this.#state !== "open") throw new Error("The port is not open.");
    this.#post({ type: "message", data: copyOf(data) });
  }

  close(code?: number, reason: string = ""): void {
    if (this.#state === "connecting") return this.terminate();
    if (this.#state !== "open") return;
    this.#state = "closing";
    const sayable = code !== undefined && (code === 1000 || code >= 3000) && short(reason);
    this.#post({ type: "close", code: sayable ? code : 1005, reason: sayable ? reason : "" });
  }

  terminate(): void {
    if (this.#state === "closed") return;
    this.#post({ type: "gone" });
    // Nothing is told inside of a call of the client.
    queueMicrotask(() => this.#end({ code: 1006, reason: "" }));
  }

  #hear(frame: Frame): void {
    const open = this.#state === "open" || this.#state === "closing";
    if (frame.type === "open" && this.#state === "connecting") {
      this.#state = "open";
      this.#sink.opened({ protocol: frame.protocol });
    } else if (frame.type === "message" && open) this.#sink.message(frame.data);
    else if (frame.type === "close") {
      const { code, reason } = frame;
      if (this.#state === "open") this.#post(frame);
      this.#end({ code, reason });
    } else if (frame.type === "gone") this.#end({ code: 1006, reason: "" });
  }

  #post(frame: Frame): void {
    this.#port.postMessage(frame, []);
  }

  #end(report: Parameters<SocketSink["closed"]>[0]): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#port.close();
    this.#sink.closed(report);
  }
}

/** As every WebSocket refuses it. */
function check(url: string, protocols: readonly string[]): void {
  if (!/^wss?:$/.test(new URL(url).protocol)) throw new SyntaxError(`No WebSocket URL: ${url}`);
  if (!protocols.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)))
    throw new SyntaxError(`No subprotocols: ${protocols.join(", ")}`);
}

/** A copy of the bytes that are covered, and of no others. What cannot be copied is a mistake of who sends it, and ends no link. */
function copyOf(data: MessageData): string | Uint8Array<ArrayBuffer> {
  if (typeof data === "string") return data;
  if ("size" in data) throw new ConfigError("data", "text or bytes", data);
  try {
    return ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
      : new Uint8Array(data).slice();
  } catch (cause) {
    throw new ConfigError(
      "data",
      "in a buffer that is neither detached nor too short",
      data,
      cause,
    );
  }
}

/** RFC 6455 5.5: a close frame has room for 123 bytes of reason, and so has ours. */
function short(reason: string): boolean {
  return new TextEncoder().encode(reason).length <= 123;
}
