// What `@skep/core/testing` exports: time, chance and network for tests, and the suite for transports.

export { ManualClock } from "./manual-clock.ts";
export { type MemoryDial, type MemoryGoodbye, type MemoryRefusal } from "./memory-dial.ts";
export {
  type MemoryFaults,
  MemoryTransport,
  type MemoryTransportOptions,
} from "./memory-transport.ts";
export { POOL_EVENT_TYPES } from "../pool/events.ts";
export { sessionCells } from "./session-cells.ts";
export { SeededRandom } from "./seeded-random.ts";
export { testTransport } from "./transport-suite.ts";
export type { SuiteAnswer, SuiteLink, SuiteServer } from "./transport-suite/server.ts";
export type { SuiteCapabilities, TransportSuiteOptions } from "./transport-suite/options.ts";
