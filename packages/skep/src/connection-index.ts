// The door of a connection by itself: all of the core's, and a class that brings the runtime's transport along.

export * from "@skep/core/connection";
// Take the place of the core's.
export { Connection, type ConnectionOptions } from "./connection.ts";
