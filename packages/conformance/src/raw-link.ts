// The server's end of one connection: RFC 6455 by hand, so that it can also be broken by hand.
import type { Socket } from "node:net";
import type { SuiteLink } from "@skep/core/testing";
import { Mailbox } from "./mailbox.ts";

export interface RawLinkOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Never answers a close frame, and holds a connection that the client has ended. */
  readonly deaf: boolean;
}

export class RawLink implements SuiteLink {
  readonly headers: Readonly<Record<string, string>>;
  readonly #stream: Socket;
  readonly #deaf: boolean;
  readonly #messages = new Mailbox<string | Uint8Array>();
  readonly #end: Promise<{ code: number; reason: string }>;
  #unread = Buffer.alloc(0);
  #fragments: Buffer[] = [];
  #opcode = 0;
  #saidClose = false;
  #goodbye = { code: 1006, reason: "" };

  constructor(stream: Socket, { headers, deaf }: RawLinkOptions) {
    this.#stream = stream;
    this.headers = headers;
    this.#deaf = deaf;
    this.#end = new Promise((resolve) => {
      const end = (): void => {
        resolve(this.#goodbye);
        if (!deaf) stream.destroy();
      };
      stream.once("end", end);
      stream.once("close", end);
    });
  }

  /** Bytes of the client, as they come. */
  read(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    for (let used = this.#readFrame(); used > 0; used = this.#readFrame())
      this.#unread = this.#unread.subarray(used);
  }

  write(bytes: Uint8Array): Promise<void> {
    // Nothing may follow a close frame, not even the answer to the answer.
    this.#saidClose ||= bytes[0] === 0x88;
    return new Promise((resolve) => void this.#stream.write(bytes, () => resolve()));
  }

  send(data: string | Uint8Array): Promise<void> {
    const text = typeof data === "string";
    return this.write(frame(text ? 0x1 : 0x2, Buffer.from(data as string)));
  }

  ping(): Promise<void> {
    return this.write(frame(0x9, Buffer.from("?")));
  }

  close(code?: number, reason: string = ""): Promise<void> {
    const payload = Buffer.from(`\0\0${reason}`);
    if (code !== undefined) payload.writeUInt16BE(code);
    return this.write(frame(0x8, code === undefined ? Buffer.alloc(0) : payload));
  }

  async drop(): Promise<void> {
    this.#stream.end();
  }

  /** Reads no more, and so answers nothing: what a cut cable looks like to the other end. */
  freeze(): void {
    this.#stream.pause();
  }

  received(): Promise<string | Uint8Array> {
    return this.#messages.take();
  }

  ended(): Promise<{ code: number; reason: string }> {
    return this.#end;
  }

  /** Handles the first frame, if it is whole; returns its length. */
  #readFrame(): number {
    const bytes = this.#unread;
    if (bytes.length < 6) return 0;
    const short = bytes.readUInt8(1) & 0x7f;
    const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
    if (bytes.length < 6 + extra) return 0;
    const length =
      extra === 8 ? Number(bytes.readBigUInt64BE(2)) : extra === 2 ? bytes.readUInt16BE(2) : short;
    const start = 6 + extra;
    if (bytes.length < start + length) return 0;
    const mask = bytes.subarray(start - 4, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (let at = 0; at < length; at += 1) payload[at]! ^= mask[at & 3]!;
    this.#handle(bytes.readUInt8(0), payload);
    return start + length;
  }

  #handle(first: number, payload: Buffer): void {
    const opcode = first & 0x0f;
    if (opcode === 0x8) this.#handleClose(payload);
    else if (opcode === 0x9) this.#stream.write(frame(0xa, payload));
    else if (opcode < 0x8) this.#handleData(opcode, payload, first >= 0x80);
  }

  #handleData(opcode: number, payload: Buffer, final: boolean): void {
    if (opcode !== 0) this.#opcode = opcode;
    this.#fragments.push(payload);
    if (!final) return;
    const whole = Buffer.concat(this.#fragments);
    this.#fragments = [];
    this.#messages.put(this.#opcode === 0x1 ? whole.toString() : whole);
  }

  #handleClose(payload: Buffer): void {
    this.#goodbye =
      payload.length < 2
        ? { code: 1005, reason: "" }
        : { code: payload.readUInt16BE(), reason: payload.subarray(2).toString() };
    if (this.#deaf) return;
    if (!this.#saidClose) this.#stream.write(frame(0x8, payload));
    this.#stream.end();
  }
}

/** A frame of a server: final, not masked. */
export function frame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length > 0xffff ? 10 : length > 125 ? 4 : 2);
  head[0] = 0x80 | opcode;
  if (length > 0xffff) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length > 125) head.writeUInt16BE(length, 2);
  head[1] = length > 0xffff ? 127 : length > 125 ? 126 : length;
  return Buffer.concat([head, payload]);
}
