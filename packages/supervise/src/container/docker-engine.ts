// Talks to an engine of the Docker Engine API over a unix socket, with HTTP of Node alone. It knows no containers.

import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Clock } from "@skep/core/base";
import { ContainerError } from "../errors.ts";

/** One request. */
export interface EngineCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** It may take as long as it takes. */
  readonly isEndless?: boolean;
}

/** What came back. */
export interface EngineAnswer {
  readonly status: number;
  /** JSON, or undefined where there was none. */
  readonly body: unknown;
}

/** What an engine answered that is no success. Without a status, it did not answer. */
export class EngineRefusal extends ContainerError {
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, cause?: unknown) {
    super(message, cause);
    this.status = status;
  }
}

/** The oldest version that Podman and Docker still speak, and that knows all that is asked for here. */
const VERSION = "/v1.40";

/** Answers are lists and descriptions. More is no engine. */
const MOST_BYTES = 8_388_608;

export class DockerEngine {
  readonly #socketPath: string;
  readonly #timeout: number;
  readonly #clock: Clock;

  /** `timeout` bounds each call that is not endless, in milliseconds. */
  constructor(socketPath: string, timeout: number, clock: Clock) {
    this.#socketPath = socketPath;
    this.#timeout = timeout;
    this.#clock = clock;
  }

  /** Rejects with an `EngineRefusal`, or with the reason of the signal. */
  async call(call: EngineCall): Promise<EngineAnswer> {
    const { body, status } = await this.#exchange(call, async (response) => ({
      status: response.statusCode ?? 0,
      body: jsonOf(await bytesOf(response)),
    }));
    if (status < 400) return { status, body };
    throw new EngineRefusal(`${call.method} ${pathOf(call)}: ${status}, ${reasonOf(body)}`, status);
  }

  /** The bytes of an answer as they come, for as long as they do. */
  async *stream(call: EngineCall): AsyncGenerator<Uint8Array, void> {
    const response = await this.#exchange({ ...call, isEndless: true }, async (given) => given);
    const status = response.statusCode ?? 0;
    try {
      if (status >= 400) throw new EngineRefusal(`${pathOf(call)}: ${status}`, status);
      yield* response as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw failureOf(call, error);
    } finally {
      response.destroy();
    }
  }

  async #exchange<T>(
    call: EngineCall,
    read: (response: IncomingMessage) => Promise<T>,
  ): Promise<T> {
    call.signal?.throwIfAborted();
    const sent = this.#send(call);
    const timer =
      call.isEndless === true
        ? undefined
        : this.#clock.schedule(this.#timeout, () => sent.destroy(new Error("it did not answer")));
    try {
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return await read(response);
    } catch (error) {
      throw failureOf(call, error);
    } finally {
      timer?.cancel();
    }
  }

  /** Each on a connection of its own: an engine that was away leaves no broken ones behind. */
  #send({ body, method, path, signal }: EngineCall): ClientRequest {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request({
      agent: false,
      headers: text === undefined ? {} : { "content-type": "application/json" },
      method,
      path: VERSION + path,
      signal,
      socketPath: this.#socketPath,
    });
    // Also after `once` has left: the end of an answer tells it as well.
    sent.on("error", () => {});
    return sent.end(text);
  }
}

async function bytesOf(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`it answered with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Podman answers some calls with several documents, or with text: then the status has to do. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function reasonOf(body: unknown): string {
  const { message } = Object(body) as { readonly message?: unknown };
  return typeof message === "string" ? message : "it does not say why";
}

/** Without the query, in which a name of the application may be. */
const pathOf = ({ path }: EngineCall): string => path.split("?", 1)[0] ?? "";

/** What was aborted is told by the reason of its signal. */
function failureOf(call: EngineCall, error: unknown): unknown {
  if (call.signal?.aborted === true) return call.signal.reason;
  if (error instanceof EngineRefusal) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new EngineRefusal(`the engine cannot be reached: ${why}`, undefined, error);
}
