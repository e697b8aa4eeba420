// A peer for the transport suite over node:net or node:tls: answers each dial as its URL was made to.
import { createHash } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { SuiteAnswer, SuiteServer } from "@skep/core/testing";
import { frame, RawLink } from "./raw-link.ts";
import { answerIn, type Place, visitUrl } from "./visit-url.ts";

export interface RawServerOptions {
  /** PEM; with it the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The address of dials that hang. Default as all others. */
  readonly muteHost?: string;
}

interface Visit {
  readonly link: Promise<RawLink>;
  readonly arrived: (link: RawLink) => void;
  readonly missed: (error: Error) => void;
}

export class RawServer implements SuiteServer {
  readonly place: Place;
  readonly #server: Server;
  readonly #visits = new Map<string, Visit>();
  readonly #streams = new Set<Socket>();
  #count = 0;

  constructor(server: Server, place: Place) {
    this.#server = server;
    this.place = place;
    // Also those on which there will be no TLS.
    server.on("connection", (stream: Socket) => this.#track(stream));
    server.on(place.scheme === "wss" ? "secureConnection" : "connection", (stream: Socket) =>
      this.#welcome(stream),
    );
  }

  static async start({ tls, muteHost }: RawServerOptions = {}): Promise<RawServer> {
    const host = muteHost === undefined ? "127.0.0.1" : "0.0.0.0";
    const vacant = await vacantPort(host);
    // Its links end a connection themselves that the client has ended, but for the deaf ones.
    const held = { allowHalfOpen: true };
    const made = tls === undefined ? createServer(held) : createTlsServer({ ...tls, ...held });
    const server = await listening(made, host);
    return new RawServer(server, {
      scheme: tls === undefined ? "ws" : "wss",
      port: portOf(server),
      vacant,
      muteHost: muteHost ?? "127.0.0.1",
    });
  }

  get port(): number {
    return this.place.port;
  }

  url(answer: SuiteAnswer): string {
    return visitUrl(this.place, ++this.#count, answer);
  }

  link(url: string): Promise<RawLink> {
    return this.#visit(new URL(url).pathname).link;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    for (const { missed } of this.#visits.values()) missed(new Error("The server was stopped."));
    await closed(this.#server);
  }

  /** Begun by who comes first: the dial, or who waits for it. */
  #visit(path: string): Visit {
    const known = this.#visits.get(path);
    if (known !== undefined) return known;
    let [arrived, missed] = [] as unknown as [Visit["arrived"], Visit["missed"]];
    const link = new Promise<RawLink>((resolve, reject) => {
      [arrived, missed] = [resolve, reject];
    });
    // Not everybody waits who asks.
    link.catch(() => {});
    const visit = { link, arrived, missed };
    this.#visits.set(path, visit);
    return visit;
  }

  #track(stream: Socket): void {
    this.#streams.add(stream);
    stream.once("close", () => this.#streams.delete(stream));
  }

  #welcome(stream: Socket): void {
    // A connection that is reset by the client ends all the same.
    stream.on("error", () => stream.destroy());
    stream.setNoDelay();
    this.#hear(stream);
  }

  /** The next request on this connection. */
  #hear(stream: Socket): void {
    let head = Buffer.alloc(0);
    const listen = (bytes: Buffer): void => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      stream.off("data", listen);
      this.#receive(stream, head.subarray(0, end).toString("latin1"), head.subarray(end + 4));
    };
    stream.on("data", listen);
  }

  #receive(stream: Socket, request: string, rest: Buffer): void {
    const [first = "", ...lines] = request.split("\r\n");
    const headers = Object.fromEntries(lines.map(readHeader));
    const path = first.split(" ")[1] ?? "";
    const answer = answerIn(path);
    // A dial that nobody of the suite made.
    if (answer === undefined) return void stream.destroy();
    const link = new RawLink(stream, { headers, deaf: answer.kind === "deaf" });
    // After a refusal the connection is still one of HTTP, and clients may use it again.
    if (answer.kind === "status") this.#hear(stream);
    else stream.on("data", (bytes) => link.read(bytes));
    stream.write(reply(answer, headers));
    if (rest.length > 0) link.read(rest);
    this.#visit(path).arrived(link);
  }
}

function reply(answer: SuiteAnswer, headers: Record<string, string>): Buffer {
  switch (answer.kind) {
    case "status":
      return refusal(answer);
    case "forged":
      if (answer.what === "http") return Buffer.from("SSH-2.0-OpenSSH_9.9\r\n\r\n");
      return answer.what === "key"
        ? upgrade({ ...headers, "sec-websocket-key": "another" })
        : upgrade({ ...headers, "sec-websocket-protocol": "unasked" });
    case "accept": {
      const { greeting } = answer;
      const answered = upgrade(headers, answer.headers);
      return greeting === undefined
        ? answered
        : Buffer.concat([answered, frame(0x1, Buffer.from(greeting))]);
    }
    case "deaf":
      return upgrade(headers);
    default:
      return Buffer.alloc(0);
  }
}

function upgrade(
  headers: Record<string, string>,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  // RFC 6455 4.2.2, 5.4.
  const accept = createHash("sha1")
    .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const protocol = headers["sec-websocket-protocol"]?.split(/\s*,\s*/)[0];
  return Buffer.from(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n` +
      (protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`) +
      `${fieldLines(more)}\r\n`,
  );
}

function refusal({
  status,
  headers = {},
  body = "",
}: Extract<SuiteAnswer, { kind: "status" }>): Buffer {
  const fields = { ...headers, "Content-Length": String(Buffer.byteLength(body)) };
  return Buffer.from(`HTTP/1.1 ${status} Refused\r\n${fieldLines(fields)}\r\n${body}`);
}

function fieldLines(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function listening(server: Server, host: string, port: number = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

/**
 * A port where nobody listens. Below those that systems give out by themselves (from 32,768 on, on Linux): one of them may be
 * given to another server, or to the very socket that dials it, which then is connected with itself.
 */
async function vacantPort(host: string): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const found = await listening(createServer(), host, port).catch(() => undefined);
    if (found === undefined) continue;
    await closed(found);
    return port;
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
