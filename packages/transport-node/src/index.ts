// The transport over ws, for Node, Deno and Bun.

export { nodeTransport } from "./node-transport.ts";
export type {
  CompressionOptions,
  LookupCallback,
  LookupOptions,
  NodeTransportOptions,
  TlsMaterial,
} from "./options.ts";
