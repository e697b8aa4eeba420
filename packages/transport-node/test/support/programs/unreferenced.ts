// A program with nothing to do but two sockets that may not keep it alive: one open, one never answered.
import { nodeTransport } from "@skep/transport-node";
import type { Socket } from "@skep/core";

const [open = "", mute = ""] = process.argv.slice(2);
const transport = nodeTransport();

function dial(url: string, opened: (socket: Socket) => void): Socket {
  const nothing = (): void => {};
  const sink = { message: nothing, heard: nothing, pong: nothing, drained: nothing };
  const closed = (): void => void process.stdout.write("closed ");
  const socket = transport.dial(
    { url, protocols: [] },
    { ...sink, closed, opened: () => opened(socket) },
  );
  return socket;
}

dial(mute, () => process.stdout.write("answered ")).unref?.();
dial(open, (socket) => {
  process.stdout.write("opened ");
  socket.unref?.();
});
process.once("exit", () => process.stdout.write("done"));
