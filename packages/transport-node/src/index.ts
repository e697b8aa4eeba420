// The transport over ws, for Node, Deno and Bun, and the async context of these runtimes.

export { nodeAsyncContext } from "./node-async-context.ts";
export { nodeTransport } from "./node-transport.ts";
export type {
  CompressionOptions,
  LookupCallback,
  LookupOptions,
  NodeTransportOptions,
  TlsMaterial,
} from "./options.ts";
