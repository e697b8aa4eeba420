// What `@skep/testing/simulation` exports: a whole pool in a world of chance, repeatable by its seed.

export { SeededRandom } from "@skep/core/testing";
