// All benchmarks, in the order of the page.

import { receiveBinary } from "./receive-binary.mjs";

export const benchmarks = [receiveBinary];
