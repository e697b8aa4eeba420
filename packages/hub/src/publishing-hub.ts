// What a hub publishes for its application. It knows neither clients nor the engine.

import {
  checkSignal,
  ConfigError,
  GuardedEventTarget,
  JoinedSignal,
  type WaitOptions,
} from "@skep/core/base";
import { type Position, processChannel } from "@skep/protocol";
import { afterChecks } from "./after-checks.ts";
import type { PublishOptions } from "./call-options.ts";
import type { HubEventMap } from "./hub-events.ts";
import {
  checkProcess,
  eventTo,
  type Outbound,
  type OutboundMessage,
  outboundOf,
  processOutput,
  processStatus,
} from "./outbound.ts";
import type { ChildProcessLike, ExitLike } from "./process/child-process.ts";
import type { ProcessPort } from "./process/process-publisher.ts";
import { streamProcess } from "./process/process-stream.ts";

/** The part of a hub that publishes. */
export abstract class PublishingHub extends GuardedEventTarget<HubEventMap> {
  /** Publishes what was checked. */
  protected abstract publishOutbound(outbound: Outbound): Promise<Position>;
  /** What the output of a process needs of its hub. */
  protected abstract processPort(): Omit<ProcessPort, "publish">;

  /**
   * Publishes an event to a channel, and resolves with its position when the engine has it. With the same key, a publish that is repeated
   * within `limits.keys` has the effect of one. Rejects with a `ConfigError` for what cannot be published, with an `EngineError` where the
   * engine is away, with a `ConflictError` where the key was used with other data, and with a `HubClosedError` after `close`. But for the first,
   * a rejection that nobody handles ends no process. The signal ends the wait; the engine may still get it. So it is with all that publishes.
   */
  publish(channel: string, data: unknown, options: PublishOptions = {}): Promise<Position> {
    return afterChecks(
      () => eventTo(channel, data, options.key),
      (outbound) => this.publishOutbound(outbound),
      options,
    );
  }

  #send(make: () => Outbound, options?: WaitOptions): Promise<void> {
    return afterChecks(
      make,
      async (outbound) => void (await this.publishOutbound(outbound)),
      options,
    );
  }

  /** Sends the output of a process to its channel, `process:` and the id. */
  sendProcessOutput(id: string, line: string, options?: WaitOptions): Promise<void> {
    return this.#send(() => processOutput(id, line), options);
  }

  /** Sends the status of a process to its channel: `{ status, exitCode }`. */
  sendProcessStatus(
    id: string,
    status: string,
    exitCode: number,
    options?: WaitOptions,
  ): Promise<void> {
    return this.#send(() => processStatus(id, status, exitCode), options);
  }

  /** Broadcasts a message to all clients of all hubs of the engine. */
  broadcast(message: OutboundMessage, options?: WaitOptions): Promise<void> {
    return this.#send(() => outboundOf(message), options);
  }

  /**
   * Publishes what a child writes to its outputs, line by line, and at the end its status, to the channel of the process. A line has at most
   * 8,192 characters; a longer one becomes several. The child is read only as fast as the engine takes lines, and waits for one that is away,
   * which is told as an `error` event. Resolves with the exit when all is published, also of a child that could not be started, and shortly
   * after the exit of a child whose outputs another process holds open. Rejects when the hub is closed. The outputs are closed at the end; the
   * child is never ended. Call it in the turn in which the child was spawned: Node drops what nobody reads when the child exits. The signal ends it
   * as the end of the hub does: what was read and not yet published is dropped.
   */
  streamProcess(
    child: ChildProcessLike,
    id: string,
    { signal }: WaitOptions = {},
  ): Promise<ExitLike> {
    const check = (): void => {
      checkSignal("signal", signal);
      checkChild(child, id);
    };
    return afterChecks(check, async () => {
      const channel = processChannel(id);
      const publish: ProcessPort["publish"] = (draft) => this.publishOutbound({ channel, draft });
      const port = this.processPort();
      const ends = new JoinedSignal(port.signal, signal);
      try {
        return await streamProcess({ ...port, signal: ends.signal, publish }, child, id);
      } finally {
        ends.release();
      }
    });
  }

  /** Broadcasts an event: `{ event: name, data }`. */
  sendEvent(name: string, data: unknown, options?: WaitOptions): Promise<void> {
    return this.broadcast({ type: "event", data: { event: name, data: data ?? null } }, options);
  }

  /** Broadcasts an error, for people to read. */
  sendError(text: string, options?: WaitOptions): Promise<void> {
    return this.broadcast({ type: "error", data: text }, options);
  }
}

function checkChild(child: ChildProcessLike, id: string): void {
  checkProcess("id", id);
  if (typeof child?.on !== "function") throw new ConfigError("child", "a child process", child);
}
