// A program that meets every failure of a dial and of a link, and does not fail itself.
import { nodeTransport } from "@skep/transport-node";

const transport = nodeTransport();
const nothing = (): void => {};

function dial(url: string, abort: "close" | "terminate" | undefined): Promise<void> {
  return new Promise((resolve) => {
    const sink = {
      opened: nothing,
      message: nothing,
      heard: nothing,
      pong: nothing,
      drained: nothing,
    };
    const socket = transport.dial({ url, protocols: [] }, { ...sink, closed: () => resolve() });
    if (abort !== undefined) socket[abort]();
  });
}

const dials = process.argv
  .slice(2)
  .flatMap((url) => [dial(url, undefined), dial(url, "close"), dial(url, "terminate")]);

await Promise.all(dials);
process.once("exit", () => process.stdout.write("done"));
