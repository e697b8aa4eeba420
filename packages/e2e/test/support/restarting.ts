// A server a little way off that ends its first link for a restart, in one of two ways, and keeps the next one.
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { SlowProxy } from "./slow-proxy.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds of the way to the server, and of the way back: what is sent meanwhile finds a link that ends. */
const DELAY = 50;
// RFC 6455 5.5.1: a close frame with 1012, not masked.
const RESTART = Buffer.from([0x88, 0x02, 0x03, 0xf4]);

const ENDS = {
  "says 1012 and ends": (peer: WebSocket) => peer.close(1012),
  "says 1012 and holds the connection": (_: WebSocket, { socket }: IncomingMessage) => {
    socket.write(RESTART);
    socket.pause();
  },
};

export type Restart = keyof typeof ENDS;
export const RESTARTS = Object.keys(ENDS) as Restart[];

export class RestartingServer {
  /** What it read, by link. */
  readonly links: string[][] = [];
  url = "";
  #endedAt = NaN;
  #backAt = NaN;

  /** Ends the first link with its first message. */
  static async start(stage: Stage, restart: Restart): Promise<RestartingServer> {
    const restarting = new RestartingServer();
    const { server, url } = await stage.webSocketServer();
    server.on("connection", (peer, request) => {
      const read: string[] = [];
      restarting.links.push(read);
      restarting.#backAt = performance.now();
      peer.on("error", () => {}).on("message", (data: Buffer) => read.push(data.toString()));
      if (restarting.links.length > 1) return;
      peer.once("message", () => {
        restarting.#endedAt = performance.now();
        ENDS[restart](peer, request);
      });
    });
    restarting.url = (await SlowProxy.start(stage, url, { delay: DELAY })).url;
    return restarting;
  }

  /** Milliseconds from its goodbye to the latest link. */
  get away(): number {
    return this.#backAt - this.#endedAt;
  }
}
