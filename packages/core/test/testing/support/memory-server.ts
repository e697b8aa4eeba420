// The peer of the transport suite without a network: plays the server of a MemoryTransport's dials.
import type { MemoryDial, SuiteAnswer, SuiteLink, SuiteServer } from "@skep/core/testing";

interface Visit {
  readonly answer: SuiteAnswer;
  readonly link: Promise<SuiteLink>;
  readonly arrived: (link: SuiteLink) => void;
}

export class MemoryServer implements SuiteServer {
  readonly #visits = new Map<string, Visit>();

  url(answer: SuiteAnswer): string {
    const url = `ws://memory.test/${this.#visits.size}`;
    let arrived!: Visit["arrived"];
    const link = new Promise<SuiteLink>((resolve) => (arrived = resolve));
    this.#visits.set(url, { answer, link, arrived });
    return url;
  }

  async link(url: string): Promise<SuiteLink> {
    return (this.#visits.get(url) as Visit).link;
  }

  async stop(): Promise<void> {}

  /** What the transport calls for each dial. */
  readonly welcome = (dial: MemoryDial): void => {
    const { answer, arrived } = this.#visits.get(dial.target.url) as Visit;
    play(dial, answer);
    arrived(new MemoryLink(dial));
  };
}

function play(dial: MemoryDial, answer: SuiteAnswer): void {
  dial.autoPong = true;
  dial.autoClose = answer.kind !== "deaf";
  if (answer.kind === "accept" || answer.kind === "deaf")
    dial.accept(dial.target.protocols[0], lower("headers" in answer ? answer.headers : {}));
  if (answer.kind === "accept" && answer.greeting !== undefined) dial.message(answer.greeting);
  if (answer.kind === "forged") dial.violate("protocol", undefined, `a forged ${answer.what}`);
  if (answer.kind === "nobody") dial.refuse({ error: new Error("Nobody listens.") });
  if (answer.kind === "status") dial.refuse({ ...answer, headers: lower(answer.headers ?? {}) });
}

class MemoryLink implements SuiteLink {
  readonly headers: Readonly<Record<string, string>>;
  readonly #dial: MemoryDial;
  #taken = 0;

  constructor(dial: MemoryDial) {
    this.#dial = dial;
    this.headers = lower(dial.target.headers ?? {});
  }

  async send(data: string | Uint8Array): Promise<void> {
    // As the pieces of a stream that are read at once.
    for (let read = 0; read < data.length; read += 65_536) this.#dial.progress();
    this.#dial.message(data);
  }

  async ping(): Promise<void> {
    this.#dial.ping();
  }

  async close(code: number = 1005, reason: string = ""): Promise<void> {
    if (this.#dial.beginClose(code, reason) && this.#dial.autoClose) this.#dial.close();
  }

  async drop(): Promise<void> {
    this.#dial.drop();
  }

  /** Bytes that mean something are known here one by one; all others break the protocol. */
  async write(bytes: Uint8Array): Promise<void> {
    const dial = this.#dial;
    switch (bytes.slice(0, 4).join()) {
      case "129,5,97":
        return;
      case "136,0":
        return void dial.close(1005);
      case "1,1,226,137":
        return void dial.message("€");
      case "137,0,137,0":
        return void (dial.ping() && dial.message("a"));
      case "129,1,97,131":
        dial.message("a");
    }
    dial.violate("protocol", undefined, "unknown bytes");
  }

  async received(): Promise<string | Uint8Array> {
    this.#taken += 1;
    return until(() => this.#dial.sent[this.#taken - 1]);
  }

  async ended(): Promise<{ code: number; reason: string }> {
    const dial = this.#dial;
    await until(() => dial.state === "closed" || undefined);
    const { code = 1005, reason } = dial.goodbye ?? { code: 1006, reason: "" };
    return { code, reason };
  }
}

/** Looks again after each turn of the microtasks; what is not there soon never comes. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const found = look();
    if (found !== undefined) return found;
    await Promise.resolve();
  }
  throw new Error("It never came.");
}

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
