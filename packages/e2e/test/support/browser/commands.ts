// Commands and their answers, matched by number, over whatever carries text. It knows no browser.

export type Fields = Readonly<Record<string, unknown>>;

/** An answer, or an event, which has no number. */
export interface Message {
  readonly id?: number;
  readonly result?: Fields;
}

interface Asked {
  readonly method: string;
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: Error) => void;
}

export class Commands {
  readonly #write: (command: Fields) => void;
  readonly #asked = new Map<number, Asked>();
  #count = 0;

  constructor(write: (command: Fields) => void) {
    this.#write = write;
  }

  /** Rejects with what the browser has against it, and when the browser ends. */
  send<T>(method: string, fields: Fields): Promise<T> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { method, resolve: resolve as Asked["resolve"], reject });
      this.#write({ id, method, ...fields });
    });
  }

  /** `objection` is what the browser has against the command, if anything. */
  answered({ id = 0, result = {} }: Message, objection: string | undefined): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (objection === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`${asked.method}: ${objection}`));
  }

  end(): void {
    for (const { method, reject } of this.#asked.values())
      reject(new Error(`${method}: the browser has ended.`));
    this.#asked.clear();
  }
}
