// What this runtime brings to a pool or a connection: its transport, its environment, its async contexts. Only `skep/transport` knows which.

import type { ConnectionOptions } from "@skep/core/connection";
import { defaultAsyncContext, defaultEnvironment, defaultTransport } from "skep/transport";

/** What need not be given, as the runtime has it. */
export type Brought = Pick<ConnectionOptions, "transport" | "environment" | "asyncContext">;

/** What is no record of options is passed on as it is: the core says what is wrong with it. */
export function complete<T extends object>(
  options: T & { readonly [K in keyof Brought]?: Brought[K] | undefined },
): T & Brought {
  if (Object(options) !== options || Symbol.iterator in options) return options as T & Brought;
  const {
    transport = defaultTransport(),
    environment = defaultEnvironment(),
    asyncContext = defaultAsyncContext(),
  } = options;
  return { ...options, transport, environment, asyncContext };
}
