// A suite's server that runs elsewhere: what is done to it goes over `fetch`, which every engine has.

import type { SuiteAnswer, SuiteLink, SuiteServer } from "@skep/core/testing";
import { ERROR_TYPE } from "./error-type.ts";
import { type Place, visitUrl } from "./visit-url.ts";

/** The server's end of a link that can also fall silent without an end. */
export interface RemoteLink extends SuiteLink {
  /** Reads no more, and so answers nothing: what a cut cable looks like to the other end. */
  freeze(): Promise<void>;
}

type Query = Readonly<Record<string, string>>;

export class RemoteServer implements SuiteServer {
  readonly #control: string;
  readonly #id: string;
  readonly #place: Place;
  #count = 0;

  constructor(control: string, id: string, place: Place) {
    this.#control = control;
    this.#id = id;
    this.#place = place;
  }

  /** `control` is the address of a `ControlServer`. */
  static async start(control: string): Promise<RemoteServer> {
    const response = await post(control, "start", {});
    const { id, place } = (await response.json()) as { id: string; place: Place };
    return new RemoteServer(control, id, place);
  }

  url(answer: SuiteAnswer): string {
    return visitUrl(this.#place, ++this.#count, answer);
  }

  async link(url: string): Promise<RemoteLink> {
    const ask = (what: string, parameters: Query = {}, body?: BodyInit): Promise<Response> =>
      post(this.#control, what, { server: this.#id, link: url, ...parameters }, body);
    const { headers } = (await (await ask("link")).json()) as Pick<SuiteLink, "headers">;
    const act = async (...what: Parameters<typeof ask>): Promise<void> => {
      await (await ask(...what)).arrayBuffer();
    };
    // Requests that are under way at once may arrive in any order, and messages must not.
    let sent = Promise.resolve();
    return {
      headers,
      send: (data) => {
        const kind = typeof data === "string" ? "text" : "bytes";
        return (sent = sent.then(() => act(kind, {}, data as BodyInit)));
      },
      write: (bytes) => act("write", {}, bytes as BodyInit),
      ping: () => act("ping"),
      drop: () => act("drop"),
      freeze: () => act("freeze"),
      close: (code, reason = "") =>
        act("close", { reason, ...(code !== undefined && { code: String(code) }) }),
      received: async () => dataOf(await ask("received")),
      ended: async () => (await ask("ended")).json() as ReturnType<SuiteLink["ended"]>,
    };
  }

  async stop(): Promise<void> {
    await (await post(this.#control, "stop", { server: this.#id })).arrayBuffer();
  }
}

async function post(
  control: string,
  what: string,
  parameters: Query,
  body?: BodyInit,
): Promise<Response> {
  const address = `${control}/${what}?${new URLSearchParams(parameters).toString()}`;
  const response = await fetch(address, { method: "POST", ...(body !== undefined && { body }) });
  if (response.headers.get("content-type") === ERROR_TYPE) throw new Error(await response.text());
  return response;
}

async function dataOf(response: Response): Promise<string | Uint8Array> {
  const isText = response.headers.get("content-type")?.startsWith("text/") ?? false;
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A U+FEFF at the beginning is a part of the message, and `text()` would drop it.
  return isText ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : bytes;
}
