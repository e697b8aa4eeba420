// A dial with everything that it tells as promises.
import type { CloseFrame, CloseReport, DialTarget, OpenInfo, Socket } from "@skep/core";
import { nodeTransport, type NodeTransportOptions } from "@skep/transport-node";
import { Mailbox } from "@skep/conformance";

export interface Dial {
  readonly socket: Socket;
  readonly opened: Promise<OpenInfo>;
  readonly closed: Promise<CloseReport>;
  /** Each message, and the word `drained`. */
  readonly told: Mailbox<string | Uint8Array>;
  readonly closing: Promise<CloseFrame>;
  /** How often `progress` was told. */
  readonly chunks: () => number;
}

export function dial(
  url: string,
  options: NodeTransportOptions = {},
  target: Partial<DialTarget> = {},
): Dial {
  const told = new Mailbox<string | Uint8Array>();
  let opened!: (info: OpenInfo) => void;
  let closed!: (report: CloseReport) => void;
  let closing!: (frame: CloseFrame) => void;
  let chunks = 0;
  const dialled = {
    told,
    opened: new Promise<OpenInfo>((resolve) => (opened = resolve)),
    closed: new Promise<CloseReport>((resolve) => (closed = resolve)),
    closing: new Promise<CloseFrame>((resolve) => (closing = resolve)),
    chunks: () => chunks,
  };
  const message = (data: string | Uint8Array): void => told.put(data);
  const drained = (): void => told.put("drained");
  const nothing = (): void => {};
  const progress = (): void => void chunks++;
  const ends = { drained, progress, closing, closed };
  const sink = { opened, message, heard: nothing, pong: nothing, ...ends };
  const socket = nodeTransport(options).dial({ url, protocols: [], ...target }, sink);
  return { socket, ...dialled };
}
