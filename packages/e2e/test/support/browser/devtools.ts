// The DevTools protocol over a pipe: commands with their answers, and the events of each session. It knows no browser.
import type { Readable, Writable } from "node:stream";
import { Commands, type Fields, type Message } from "./commands.ts";

interface DevToolsMessage extends Message {
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Fields;
  readonly error?: { readonly message: string };
}

/**
 * Playwright is not in between, as it keeps every page visible, focused and out of the back-forward cache,
 * and a network namespace lets nothing through but a pipe.
 */
export class DevTools {
  readonly #commands: Commands;
  readonly #listeners = new Set<(message: DevToolsMessage) => void>();
  #unread = "";

  constructor(out: Writable, answers: Readable) {
    this.#commands = new Commands((command) => out.write(`${JSON.stringify(command)}\0`));
    // It breaks when the browser ends, which is told by what reads.
    out.on("error", () => {});
    answers.setEncoding("utf8");
    answers.on("data", (text: string) => this.#read(text));
    answers.on("close", () => this.#commands.end());
  }

  /** Rejects with what the browser has against it, and when the browser ends. */
  send<T = Fields>(method: string, params: Fields = {}, sessionId?: string): Promise<T> {
    return this.#commands.send<T>(method, { params, sessionId });
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
    for (const message of messages) this.#hear(JSON.parse(message) as DevToolsMessage);
  }

  #hear(message: DevToolsMessage): void {
    if (message.id === undefined) this.#listeners.forEach((listener) => listener(message));
    else this.#commands.answered(message, message.error?.message);
  }
}
