// Who is called over ports, as the suite for transports asks: each URL has its answer.
import type { SuiteAnswer, SuiteLink, SuiteServer } from "@skep/testing";
import type { Call, Frame } from "../../src/port-frames.ts";

interface Visit {
  readonly answer: SuiteAnswer;
  readonly link: Promise<PortLink>;
  readonly arrived: (link: PortLink) => void;
}

export class PortServer implements SuiteServer {
  readonly #visits = new Map<string, Visit>();
  readonly #ports: MessagePort[] = [];

  url(answer: SuiteAnswer): string {
    const url = `ws://port.test/${this.#visits.size}`;
    let arrived!: Visit["arrived"];
    const link = new Promise<PortLink>((resolve) => (arrived = resolve));
    this.#visits.set(url, { answer, link, arrived });
    return url;
  }

  link(url: string): Promise<SuiteLink> {
    return (this.#visits.get(url) as Visit).link;
  }

  async stop(): Promise<void> {
    for (const port of this.#ports) port.close();
  }

  /** What the transport calls. */
  readonly call = ({ url, protocols, port }: Call): void => {
    const { answer, arrived } = this.#visits.get(url) as Visit;
    const say = (frame: Frame): void => port.postMessage(frame, []);
    this.#ports.push(port);
    const [protocol = ""] = protocols;
    const link = new PortLink(port, answer.kind !== "deaf");
    if (answer.kind === "accept" || answer.kind === "deaf") say({ type: "open", protocol });
    if (answer.kind === "accept" && answer.greeting !== undefined) void link.send(answer.greeting);
    if (answer.kind === "nobody" || answer.kind === "status") say({ type: "gone" });
    if (answer.kind === "nobody" || answer.kind === "status") link.end(1006, "");
    arrived(link);
  };
}

class PortLink implements SuiteLink {
  readonly headers = {};
  readonly #port: MessagePort;
  readonly #polite: boolean;
  readonly #messages: (string | Uint8Array)[] = [];
  #waiting: ((data: string | Uint8Array) => void)[] = [];
  #goodbye = false;
  readonly #ended: Promise<{ code: number; reason: string }>;
  #end!: (how: { code: number; reason: string }) => void;

  constructor(port: MessagePort, polite: boolean) {
    this.#port = port;
    this.#polite = polite;
    this.#ended = new Promise((resolve) => (this.#end = resolve));
    port.addEventListener("message", ({ data }: { data: Frame }) => this.#hear(data));
    port.start();
  }

  async send(data: string | Uint8Array): Promise<void> {
    this.#say({ type: "message", data: typeof data === "string" ? data : Uint8Array.from(data) });
  }

  /** Ports have no pings. */
  async ping(): Promise<void> {}

  async close(code: number = 1005, reason: string = ""): Promise<void> {
    this.#goodbye = true;
    this.#say({ type: "close", code, reason });
  }

  async drop(): Promise<void> {
    this.#say({ type: "gone" });
    this.end(1006, "");
  }

  received(): Promise<string | Uint8Array> {
    const next = this.#messages.shift();
    return next === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(next);
  }

  ended(): Promise<{ code: number; reason: string }> {
    return this.#ended;
  }

  end(code: number, reason: string): void {
    this.#end({ code, reason });
    this.#port.close();
  }

  #hear(frame: Frame): void {
    if (frame.type === "message") {
      const reader = this.#waiting.shift();
      if (reader === undefined) this.#messages.push(frame.data);
      else reader(frame.data);
    } else if (frame.type === "gone") this.end(1006, "");
    else if (frame.type === "close" && this.#polite) {
      if (!this.#goodbye) this.#say(frame);
      this.end(frame.code, frame.reason);
    }
  }

  #say(frame: Frame): void {
    this.#port.postMessage(frame, []);
  }
}
