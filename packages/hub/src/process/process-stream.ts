// The output of a child process, line by line, into the channel of the process, and how it has ended.

import { ExitGrace, handled, LineSplitter, unlessAborted } from "@skep/core/base";
import {
  type ChildProcessLike,
  type ExitLike,
  type ExitWatch,
  type PipeLike,
  watchExit,
} from "./child-process.ts";
import { type ProcessPort, ProcessPublisher } from "./process-publisher.ts";

/**
 * The longest line, in UTF-16 code units. One of them has at most 6 bytes in JSON (`\u001b`), so that such a line, with the longest names, fits
 * into a frame.
 */
export const MAX_LINE = 8_192;

/** Streams until the end; rejects with the reason of the port's signal, and where a publish fails for good. Then the pipes are closed. */
export function streamProcess(
  port: ProcessPort,
  child: ChildProcessLike,
  id: string,
): Promise<ExitLike> {
  return new ProcessStream(port, child, id).run();
}

class ProcessStream {
  readonly #port: ProcessPort;
  readonly #pipes: readonly PipeLike[];
  readonly #watch: ExitWatch;
  readonly #publisher: ProcessPublisher;
  readonly #isStarted: boolean;
  #isOver = false;

  constructor(port: ProcessPort, child: ChildProcessLike, id: string) {
    this.#port = port;
    this.#isStarted = child.pid !== undefined;
    this.#pipes = [child.stdout, child.stderr].filter((pipe) => isPipe(pipe));
    this.#watch = watchExit(child, port.failed);
    this.#publisher = new ProcessPublisher(port, id);
  }

  /** An engine may never answer: the end of the hub does not wait for it. */
  async run(): Promise<ExitLike> {
    const streaming = handled(this.#stream());
    try {
      return await unlessAborted(this.#port.signal, () => streaming);
    } finally {
      this.#isOver = true;
      this.#watch.stop();
      for (const pipe of this.#pipes) pipe.destroy();
    }
  }

  async #stream(): Promise<ExitLike> {
    await Promise.all(this.#pipes.map((pipe) => this.#pump(pipe)));
    const exit = await this.#watch.ended;
    const { exitCode, status } = exit;
    await this.#publisher.publish("process_status", { status, exitCode });
    return exit;
  }

  /**
   * One line of each pipe is under way at a time: a line that is sent again must not come behind its successor. While it is, the pipe is not
   * read, and a child that writes more than the pipe holds waits.
   */
  async #pump(pipe: PipeLike): Promise<void> {
    const splitter = new LineSplitter(MAX_LINE);
    for await (const text of this.#texts(pipe)) await this.#publish(splitter.push(text));
    await this.#publish(splitter.end());
  }

  async #publish(lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.#publisher.publish("process_output", line);
  }

  /** What is no UTF-8 becomes U+FFFD. A pipe that cannot be read any more has ended, which is told. */
  async *#texts(pipe: PipeLike): AsyncGenerator<string, void> {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let isLeft = false;
    const grace = new ExitGrace(this.#port.clock, () => {
      isLeft = true;
      pipe.destroy();
    });
    void this.#watch.ended.then(() => grace.begin());
    try {
      for await (const chunk of waitingFor(pipe, grace))
        yield typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    } catch (error) {
      // The pipes of a child that could not be started fail on Bun and Deno, and just end on Node.
      if (this.#isStarted && !isLeft && !this.#isOver) this.#port.failed(error);
    }
    yield decoder.decode();
  }
}

/** The chunks of a pipe. The grace is told of each wait. */
async function* waitingFor(
  pipe: PipeLike,
  grace: ExitGrace,
): AsyncGenerator<Uint8Array | string, void> {
  const chunks = pipe[Symbol.asyncIterator]();
  for (;;) {
    grace.wait();
    const next = await chunks.next().finally(() => grace.heard());
    if (next.done === true) return;
    grace.count(next.value.length);
    yield next.value;
  }
}

function isPipe(pipe: PipeLike | null | undefined): pipe is PipeLike {
  return pipe !== null && pipe !== undefined;
}
