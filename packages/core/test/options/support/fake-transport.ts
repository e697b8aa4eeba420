// A transport that options can name and nobody may use.

import type { Transport } from "../../../src/transport.ts";

export const call = (): never => {
  throw new Error("called");
};

export const transport: Transport = {
  name: "fake",
  can: { headers: true, status: true, readLimit: true },
  dial: call,
};
