// Stands in for the tests of a browser that is not installed: one visible skip, or a failure where it must be there.
import { inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    missing: string;
  }
}

const missing = inject("missing");
const reason = `no ${missing} is installed, so nothing was tried in it`;

if (process.env["SKEP_REQUIRE_BROWSERS"] === "1")
  test(reason, () => {
    throw new Error(`SKEP_REQUIRE_BROWSERS asks for ${missing}.`);
  });
else test.skip(reason, () => {});
