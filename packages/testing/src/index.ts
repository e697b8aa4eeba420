// What `@skep/testing` exports: the kit for tests of what is built on Skep.

export * from "@skep/core/testing";
