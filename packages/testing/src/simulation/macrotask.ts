// One turn of the runtime's loop, as cheap as there is one: all promises that can settle have settled then.

interface Runtime {
  readonly setImmediate?: (call: () => void) => unknown;
}

/** `setImmediate` where there is one, else a message to oneself, which no runtime slows down as it does timers. */
export function macrotask(): Promise<void> {
  const { setImmediate } = globalThis as Runtime;
  if (setImmediate !== undefined)
    return new Promise((resolve) => void setImmediate(() => resolve()));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
