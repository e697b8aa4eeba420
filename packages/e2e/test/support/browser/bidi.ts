// The WebDriver BiDi protocol (W3C) over a WebSocket: commands with their answers. It knows no browser.
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { Commands, type Fields, type Message } from "./commands.ts";

interface BidiMessage extends Message {
  readonly type: "success" | "error" | "event";
  readonly message?: string;
}

export class Bidi {
  readonly #socket: WebSocket;
  readonly #commands: Commands;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#commands = new Commands((command) => socket.send(JSON.stringify(command), ignore));
    socket.on("message", (data: Buffer) => this.#hear(JSON.parse(data.toString()) as BidiMessage));
    socket.on("error", ignore).on("close", () => this.#commands.end());
  }

  /** A session of the browser that listens there; over `stream`, where no other way leads to it. */
  static async connect(url: string, stream?: Duplex): Promise<Bidi> {
    const way = stream && { createConnection: () => stream };
    const socket = new WebSocket(`${url}/session`, { perMessageDeflate: false, ...way });
    const bidi = new Bidi(socket);
    await once(socket, "open");
    await bidi.send("session.new", { capabilities: {} });
    return bidi;
  }

  /** Rejects with what the browser has against it, and when the browser ends. */
  send<T = Fields>(method: string, params: Fields = {}): Promise<T> {
    return this.#commands.send<T>(method, { params });
  }

  end(): void {
    this.#socket.terminate();
  }

  #hear(message: BidiMessage): void {
    if (message.type !== "event")
      this.#commands.answered(message, message.type === "error" ? message.message : undefined);
  }
}

function ignore(): void {}
