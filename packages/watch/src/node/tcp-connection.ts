// A TCP connection to a host that may have several addresses.

import { connect, type Socket } from "node:net";

/** Tries one address after the other. Rejects with what the first one failed with, and with the reason of the signal. */
export async function connectedTo(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  let failure: unknown;
  for (const host of addresses)
    try {
      return await connected(connect({ host, port }), signal);
    } catch (error) {
      signal.throwIfAborted();
      // A machine without IPv6 has more to say of its other address.
      failure ??= error;
    }
  throw failure;
}

async function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  const give = (): void => void socket.destroy();
  signal.addEventListener("abort", give);
  try {
    signal.throwIfAborted();
    await new Promise((resolve, reject) => {
      socket.once("connect", resolve);
      socket.on("error", reject);
      socket.once("close", () => reject(new Error("The connection was closed.")));
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", give);
  }
}
