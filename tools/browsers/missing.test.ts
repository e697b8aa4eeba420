// Stands in for the tests of a browser that is not installed.
import { inject } from "vitest";
import { notTried } from "../test-run/not-tried.ts";
import { type BrowserName, lackOf } from "./installed.ts";

declare module "vitest" {
  interface ProvidedContext {
    missing: BrowserName;
  }
}

notTried("all tests in it", lackOf(inject("missing")), "SKEP_REQUIRE_BROWSERS");
