// The entry point `@skep/watch/node`: what needs Node, or a runtime that has its modules, such as Deno and Bun.

export { dnsProbe, type DnsProbeOptions } from "./dns-probe.ts";
export {
  type HealthListener,
  healthListener,
  type NodeRequestLike,
  type NodeResponseLike,
} from "./node-listener.ts";
export { tcpProbe, type TcpProbeOptions } from "./tcp-probe.ts";
