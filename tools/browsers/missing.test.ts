// Stands in for the tests of a browser that is not installed.
import { inject } from "vitest";
import { notTried } from "./not-tried.ts";

declare module "vitest" {
  interface ProvidedContext {
    missing: string;
  }
}

notTried(`no ${inject("missing")} is installed, so nothing was tried in it`);
