// The command line of the example.

import { parseArgs } from "node:util";

export interface GatewayOptions {
  /** The port of the hub; 0 is any. */
  readonly port: number;
  /** The image of a container, which has to be there. Without it there is no container. */
  readonly image: string | undefined;
  /** The socket of the engine of containers. */
  readonly socket: string | undefined;
}

/** Throws where it is wrong. */
export function argumentsOf(args: readonly string[]): GatewayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "0" },
      image: { type: "string" },
      socket: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a port, got ${values.port}.`);
  return { port, image: values.image, socket: values.socket };
}
