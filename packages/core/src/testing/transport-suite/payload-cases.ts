// Whose memory is sent and handed out: shared, resizable, given away, and the reader's own.

import { ConfigError } from "../../errors.ts";
import type { MessageData } from "../../transport.ts";
import { check, equal } from "./assert.ts";
import type { SuiteClient } from "./client.ts";
import type { SuiteCase } from "./scene.ts";

export const payloadCases: readonly SuiteCase[] = [
  {
    name: "sends shared memory byte for byte, and leaves it as it is",
    async run(scene) {
      const { client, link } = await scene.open();
      for (const whole of sharedMemory()) {
        client.socket.send(whole.subarray(1, 4));
        client.socket.send(new DataView(whole.buffer, 2, 2));
        client.socket.send(whole.buffer);
        equal(await link.received(), Uint8Array.of(1, 2, 3), "of a view");
        equal(await link.received(), Uint8Array.of(2, 3), "of a DataView");
        equal(await link.received(), filled(new ArrayBuffer(64)), "of a SharedArrayBuffer");
        equal(whole, filled(new ArrayBuffer(64)), "the sender's bytes");
      }
    },
  },
  {
    name: "sends resizable memory byte for byte",
    async run(scene) {
      const { client, link } = await scene.open();
      const { buffer } = filled(resizable(64));
      client.socket.send(new Uint8Array(buffer, 1, 3));
      client.socket.send(buffer);
      buffer.resize(0);
      equal(await link.received(), Uint8Array.of(1, 2, 3), "of a view");
      equal(await link.received(), filled(new ArrayBuffer(64)), "of the buffer");
    },
  },
  {
    name: "refuses memory that was given away, and lives",
    async run(scene) {
      const { client, link } = await scene.open();
      for (const data of [new Uint8Array(2), new DataView(new ArrayBuffer(2))]) {
        structuredClone(data, { transfer: [data.buffer] });
        check(refuses(client, data), "a view of a detached buffer was taken");
        check(refuses(client, data.buffer), "a detached buffer was taken");
      }
      client.socket.send("good");
      equal(await link.received(), "good", "what is sent then");
    },
  },
  {
    name: "sends a Blob in its place, or refuses it",
    async run(scene) {
      const { client, link } = await scene.open();
      const takes = scene.has.blobs !== false;
      client.socket.send("before");
      equal(refuses(client, new Blob([Uint8Array.of(1, 2, 3)])), !takes, "refused");
      client.socket.send("after");
      equal(await link.received(), "before", "the first");
      if (takes) equal(await link.received(), Uint8Array.of(1, 2, 3), "the Blob");
      equal(await link.received(), "after", "the last");
    },
  },
  {
    name: "hands out binary messages that own their bytes",
    async run(scene) {
      const { client, link } = await scene.open();
      const numbers = Array.from({ length: 50 }, (_, at) => filled(new ArrayBuffer(8 * at)));
      for (const message of [...numbers, new Uint8Array(100_000)]) await link.send(message);
      await client.until("all", () => client.sink.messages.length > numbers.length);
      for (const message of client.sink.messages) {
        const { buffer, length } = message as Uint8Array<ArrayBuffer>;
        equal(buffer.byteLength, length, "the length of the buffer");
        // Also a Buffer of Node has to be plain bytes here, as in a browser.
        check(message.constructor === Uint8Array, "the message is of another class");
        structuredClone(message, { transfer: [buffer] });
      }
      await link.send(Uint8Array.of(1, 2, 3));
      await client.until("one more", () => client.sink.messages.length > numbers.length + 1);
      equal(client.sink.messages.at(-1), Uint8Array.of(1, 2, 3), "what comes then");
    },
  },
];

/** A `ConfigError` says that the payload is at fault; anything else would end the link. */
function refuses(client: SuiteClient, data: MessageData): boolean {
  try {
    client.socket.send(data);
    return false;
  } catch (error) {
    check(error instanceof ConfigError, `another error than a ConfigError: ${String(error)}`);
    return true;
  }
}

function filled<T extends ArrayBufferLike>(buffer: T): Uint8Array<T> {
  const bytes = new Uint8Array(buffer);
  bytes.forEach((_, at) => (bytes[at] = at));
  return bytes;
}

/** None where there is no such class, as in browsers whose page is not isolated. */
function sharedMemory(): Uint8Array[] {
  const Shared = Reflect.get(globalThis, "SharedArrayBuffer") as
    | typeof SharedArrayBuffer
    | undefined;
  return [Shared].flatMap((Class) => (Class === undefined ? [] : filled(new Class(64))));
}

/** Newer than the types. */
function resizable(length: number): ArrayBuffer & { resize(length: number): void } {
  const Resizable = ArrayBuffer as unknown as new (
    length: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer & { resize(length: number): void };
  return new Resizable(length, { maxByteLength: 2 * length });
}
