// Servers that do to their clients what leaks are looked for after, and count whom they have seen come and go.
import { createServer, type Socket } from "node:net";
import type { WebSocket } from "ws";
import type { Fate } from "./leak.ts";
import { listen, type Stage } from "./stage.ts";

/** Connections that began, and that ended. */
export interface Counted {
  readonly url: string;
  readonly begun: number;
  readonly ended: number;
}

/** Ends links in the way that the client has asked for. */
export async function fatalServer(stage: Stage): Promise<Counted> {
  const { server, url } = await stage.webSocketServer({ autoPong: false });
  const counted = { url, begun: 0, ended: 0 };
  server.on("connection", (socket, { socket: stream }) => {
    count(counted, stream);
    meetFate(socket, stream);
  });
  return counted;
}

function meetFate(socket: WebSocket, stream: Socket): void {
  let isMute = false;
  socket.on("error", () => {});
  socket.on("ping", (data) => {
    if (!isMute) socket.pong(data);
  });
  socket.on("message", (fate) => {
    // Some words are still on their way when the link ends.
    for (const word of ["so", "be", "it"]) socket.send(word);
    isMute = String(fate) === "mute";
    end(String(fate) as Fate, socket, stream);
  });
}

function end(fate: Fate, socket: WebSocket, stream: Socket): void {
  if (fate === "reset") stream.resetAndDestroy();
  if (fate === "end") socket.terminate();
  if (fate === "goodbye") socket.close(4_000, "Enough.");
}

/** Sends as many numbered messages of about 1 KiB as the client asks for, as text and as bytes in turn. */
export async function gushingServer(stage: Stage): Promise<string> {
  const { server, url } = await stage.webSocketServer();
  server.on("connection", (socket) => {
    let next = 0;
    socket.on("error", () => {});
    socket.on("message", (count) => {
      for (const end = next + Number(String(count)); next < end; next++) {
        const text = `${next}`.padEnd(1_024);
        socket.send(next % 2 === 0 ? text : Buffer.from(text));
      }
    });
  });
  return url;
}

/** Hears nothing of those who ask for `/deaf`. */
export async function hearingServer(stage: Stage): Promise<Counted> {
  const { server, url } = await stage.webSocketServer();
  const counted = { url, begun: 0, ended: 0 };
  server.on("connection", (socket, { socket: stream, url: path }) => {
    count(counted, stream);
    socket.on("error", () => {});
    if (path === "/deaf") socket.pause();
  });
  return counted;
}

/** Takes connections, and never says more than the beginning of an answer. */
export async function hesitantServer(stage: Stage): Promise<Counted> {
  const server = createServer((stream) => {
    count(counted, stream);
    stream.on("error", () => {});
    stream.resume();
    if (counted.begun % 2 === 0) stream.write("HTTP/1.1 101 Switching Pro");
  });
  const port = await listen(server);
  stage.ending(() => new Promise((resolve) => server.close(resolve)));
  const counted = { url: `ws://127.0.0.1:${port}/`, begun: 0, ended: 0 };
  return counted;
}

function count(counted: { begun: number; ended: number }, stream: Socket): void {
  counted.begun++;
  stream.once("close", () => counted.ended++);
}
