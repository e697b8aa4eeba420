// The door for workers of an application's own.

export * from "@skep/core/worker";
