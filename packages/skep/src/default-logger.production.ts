// A trimmed build writes nothing on the console.

import type * as full from "./default-logger.ts";

export const defaultLogger: typeof full.defaultLogger = () => undefined;
