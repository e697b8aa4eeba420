// A request of the application: it is sent until the hub has answered it for good, over lost links and while the hub is short of something.

import { type Ack, type Publication, verdictOf } from "@skep/protocol";
import { RefusedError } from "./errors.ts";
import { pause } from "./pause.ts";
import type { Answer } from "./requests.ts";

/** The parts of the client that asking uses. */
export interface AskingPort {
  random(): number;
  /** Sends a request when there is a link, and gives its answer; undefined where the link or the patience has ended. */
  request(
    write: (id: number) => string,
    signal: AbortSignal | undefined,
    items: Publication[] | undefined,
  ): Promise<Answer>;
  /** Resolves after so many milliseconds. Rejects when the client is closed, and with the reason of the signal. */
  rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

/** What is asked. */
export interface Asked {
  readonly channel: string;
  /** Called when it is about to be sent, with the id of the request. What it throws is the end of it. */
  write(id: number): string;
  readonly signal: AbortSignal | undefined;
  /** Called when it came to nothing, and before it is sent again. */
  failed?(answer: Answer): void;
  /** Filled with the publications that follow the answer. */
  readonly items?: Publication[];
}

/** Throws a `RefusedError` where the hub refuses for good, and the reason of the signal. */
export async function ask(port: AskingPort, asked: Asked): Promise<Ack> {
  const { channel, items, signal } = asked;
  for (let attempt = 1; ; attempt++) {
    if (items !== undefined) items.length = 0;
    const answer = await port.request((id) => asked.write(id), signal, items);
    if (answer?.type === "ack") return answer;
    if (answer !== undefined && verdictOf(answer.code) === "never")
      throw new RefusedError(channel, answer.code, answer.text);
    asked.failed?.(answer);
    await port.rest(pause(attempt, port.random(), answer?.after), signal);
  }
}
