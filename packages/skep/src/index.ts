// The front door: all of the core, and a pool that brings the runtime's transport along.

export * from "@skep/core";
// Takes the place of the core's.
export { Pool, type PoolOptions } from "./pool.ts";
