// A dial with everything that it tells as promises.
import type { CloseReport, DialTarget, OpenInfo, Socket } from "@skep/core";
import { nodeTransport, type NodeTransportOptions } from "@skep/transport-node";
import { Mailbox } from "@skep/conformance";

export interface Dial {
  readonly socket: Socket;
  readonly opened: Promise<OpenInfo>;
  readonly closed: Promise<CloseReport>;
  /** Each message, and the word `drained`. */
  readonly told: Mailbox<string | Uint8Array>;
}

export function dial(
  url: string,
  options: NodeTransportOptions = {},
  target: Partial<DialTarget> = {},
): Dial {
  const told = new Mailbox<string | Uint8Array>();
  let opened!: (info: OpenInfo) => void;
  let closed!: (report: CloseReport) => void;
  const dialled = {
    told,
    opened: new Promise<OpenInfo>((resolve) => (opened = resolve)),
    closed: new Promise<CloseReport>((resolve) => (closed = resolve)),
  };
  const message = (data: string | Uint8Array): void => told.put(data);
  const drained = (): void => told.put("drained");
  const nothing = (): void => {};
  const sink = { opened, message, heard: nothing, pong: nothing, drained, closed };
  const socket = nodeTransport(options).dial({ url, protocols: [], ...target }, sink);
  return { socket, ...dialled };
}
