// The DevTools protocol over a pipe: commands with their answers, and the events of each session. It knows no browser.
import type { Readable, Writable } from "node:stream";

type Fields = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}

interface Asked {
  readonly method: string;
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Playwright is not in between, as it keeps every page visible, focused and out of the back-forward cache,
 * and a network namespace lets nothing through but a pipe.
 */
export class DevTools {
  readonly #out: Writable;
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Set<(message: Message) => void>();
  #count = 0;
  #unread = "";

  constructor(out: Writable, answers: Readable) {
    this.#out = out;
    // It breaks when the browser ends, which is told by what reads.
    out.on("error", () => {});
    answers.setEncoding("utf8");
    answers.on("data", (text: string) => this.#read(text));
    answers.on("close", () => this.#end());
  }

  /** Rejects with what the browser has against it, and when the browser ends. */
  send<T = Fields>(method: string, params: Fields = {}, sessionId?: string): Promise<T> {
    const id = ++this.#count;
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { method, resolve: resolve as Asked["resolve"], reject });
    });
  }

  /** Calls `listener` at each event of that session; of the browser itself where none is named. */
  on(method: string, listener: (params: Fields) => void, sessionId?: string): void {
    this.#listeners.add((message) => {
      if (message.method === method && message.sessionId === sessionId)
        listener(message.params ?? {});
    });
  }

  #read(text: string): void {
    const [...messages] = (this.#unread + text).split("\0");
    this.#unread = messages.pop() ?? "";
    for (const message of messages) this.#hear(JSON.parse(message) as Message);
  }

  #hear(message: Message): void {
    const { id, error, result = {} } = message;
    if (id === undefined) return this.#listeners.forEach((listener) => listener(message));
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`${asked.method}: ${error.message}`));
  }

  #end(): void {
    for (const { method, reject } of this.#asked.values())
      reject(new Error(`${method}: the browser has ended.`));
    this.#asked.clear();
  }
}
