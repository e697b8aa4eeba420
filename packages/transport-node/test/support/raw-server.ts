// A peer for the transport suite over node:net or node:tls: answers each dial as its URL was made to.
import { createHash } from "node:crypto";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { SuiteAnswer, SuiteLink, SuiteServer } from "@skep/core/testing";
import { frame, RawLink } from "./raw-link.ts";

export interface RawServerOptions {
  /** PEM; with it the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

interface Visit {
  readonly answer: SuiteAnswer;
  readonly link: Promise<SuiteLink>;
  readonly arrived: (link: SuiteLink) => void;
}

export class RawServer implements SuiteServer {
  readonly #server: Server;
  readonly #scheme: string;
  readonly #vacant: number;
  readonly #visits = new Map<string, Visit>();
  readonly #streams = new Set<Socket>();

  private constructor(server: Server, scheme: string, vacant: number) {
    this.#server = server;
    this.#scheme = scheme;
    this.#vacant = vacant;
    server.on(scheme === "wss" ? "secureConnection" : "connection", (stream: Socket) =>
      this.#welcome(stream),
    );
  }

  static async start({ tls }: RawServerOptions = {}): Promise<RawServer> {
    // A port that was free a moment ago is one where nobody listens.
    const other = await listening(createServer());
    const vacant = portOf(other);
    await closed(other);
    const server = await listening(tls === undefined ? createServer() : createTlsServer(tls));
    return new RawServer(server, tls === undefined ? "ws" : "wss", vacant);
  }

  get port(): number {
    return portOf(this.#server);
  }

  url(answer: SuiteAnswer): string {
    const path = `/${this.#visits.size + 1}`;
    let arrived!: Visit["arrived"];
    const link = new Promise<SuiteLink>((resolve) => (arrived = resolve));
    this.#visits.set(path, { answer, link, arrived });
    return `${this.#scheme}://127.0.0.1:${answer.kind === "nobody" ? this.#vacant : this.port}${path}`;
  }

  link(url: string): Promise<SuiteLink> {
    return this.#visit(new URL(url).pathname).link;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    await closed(this.#server);
  }

  #visit(path: string): Visit {
    const visit = this.#visits.get(path);
    if (visit === undefined) throw new Error(`No such visit: ${path}`);
    return visit;
  }

  #welcome(stream: Socket): void {
    this.#streams.add(stream);
    // A connection that is reset by the client ends all the same.
    stream.on("error", () => stream.destroy());
    stream.once("close", () => this.#streams.delete(stream));
    stream.setNoDelay();
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
    const { answer, arrived } = this.#visit(first.split(" ")[1] ?? "");
    const link = new RawLink(stream, { headers, deaf: answer.kind === "deaf" });
    stream.on("data", (bytes) => link.read(bytes));
    stream.write(reply(answer, headers));
    if (rest.length > 0) link.read(rest);
    arrived(link);
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
      const answered = upgrade(headers);
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

function upgrade(headers: Record<string, string>): Buffer {
  // RFC 6455 4.2.2, 5.4.
  const accept = createHash("sha1")
    .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const protocol = headers["sec-websocket-protocol"]?.split(/\s*,\s*/)[0];
  return Buffer.from(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n` +
      (protocol === undefined ? "" : `Sec-WebSocket-Protocol: ${protocol}\r\n`) +
      "\r\n",
  );
}

function refusal({
  status,
  headers = {},
  body = "",
}: Extract<SuiteAnswer, { kind: "status" }>): Buffer {
  const fields = { ...headers, "Content-Length": String(Buffer.byteLength(body)) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Refused\r\n${lines.join("")}\r\n${body}`);
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
