// Enough of the client protocol of NATS to subscribe and to publish. It comes in any pieces.

export interface NatsOp {
  /** `INFO`, `MSG`, `PING`, `PONG`, `+OK` or `-ERR`. */
  readonly name: string;
  /** The payload of a `MSG`, the rest of the line of others. */
  readonly text: string;
}

/** What a client says first: who it is, what it wants to hear, and a question that only a healthy server answers. */
export function greeting(subject: string): string {
  return `CONNECT {"verbose":false}\r\nSUB ${subject} 1\r\nPING\r\n`;
}

export function publish(subject: string, payload: string): string {
  return `PUB ${subject} ${payload.length}\r\n${payload}\r\n`;
}

export class NatsReader {
  #rest = "";

  /** The operations that are complete with these bytes. */
  read(data: string | Uint8Array): NatsOp[] {
    this.#rest += typeof data === "string" ? data : Buffer.from(data).toString("latin1");
    const ops: NatsOp[] = [];
    for (let op = this.#next(); op !== undefined; op = this.#next()) ops.push(op);
    return ops;
  }

  #next(): NatsOp | undefined {
    const end = this.#rest.indexOf("\r\n");
    if (end === -1) return undefined;
    const [name = "", ...words] = this.#rest.slice(0, end).split(" ");
    const start = end + 2;
    if (name !== "MSG") return this.#cut(start, name, words.join(" "));
    const length = Number(words.at(-1));
    if (this.#rest.length < start + length + 2) return undefined;
    return this.#cut(start + length + 2, name, this.#rest.slice(start, start + length));
  }

  #cut(end: number, name: string, text: string): NatsOp {
    this.#rest = this.#rest.slice(end);
    return { name, text };
  }
}
