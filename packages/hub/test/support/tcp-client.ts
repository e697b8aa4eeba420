// A client over a bare TCP connection: it upgrades, keeps the frames that come, and answers the one that closes.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { FrameReader } from "./frame-reader.ts";

export class TcpClient {
  readonly socket: Socket;
  readonly reader = new FrameReader();
  #waiting: (() => void)[] = [];
  #head = "";
  isEnded = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.isEnded = true;
      this.#wake();
    });
  }

  static async open(url: string): Promise<TcpClient> {
    const { hostname, port } = new URL(url);
    const client = new TcpClient(connect(Number(port), hostname));
    await once(client.socket, "connect");
    const lines = [
      "GET / HTTP/1.1",
      `Host: ${hostname}:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      // The nonce of RFC 6455 1.3.
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    client.socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    await client.until(() => client.#head.includes("\r\n\r\n"));
    return client;
  }

  #take(bytes: Buffer): void {
    if (this.#head.endsWith("\r\n\r\n")) this.reader.take(bytes);
    else this.#upgrade(bytes);
    if (this.reader.frames.at(-1)?.kind === "close") this.write(8, "");
    this.#wake();
  }

  /** Frames may come with the answer to the handshake. */
  #upgrade(bytes: Buffer): void {
    const before = this.#head.length;
    const text = this.#head + bytes.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    this.#head = end < 0 ? text : text.slice(0, end + 4);
    if (end >= 0) this.reader.take(bytes.subarray(end + 4 - before));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** A frame of a client, with a mask of zeros (RFC 6455 5.3). */
  write(opcode: number, payload: string): void {
    const body = Buffer.from(payload);
    if (body.length > 125) throw new Error("Longer than this client writes.");
    this.socket.write(
      Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | body.length, 0, 0, 0, 0]), body]),
    );
  }

  say(message: object): void {
    this.write(1, JSON.stringify(message));
  }

  /** Waits until this holds, which is asked after each read and at the end. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.isEnded) throw new Error("The connection has ended.");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits until the server has ended the connection. */
  async ended(): Promise<void> {
    await this.until(() => this.isEnded);
  }
}
