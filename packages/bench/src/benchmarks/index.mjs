// All benchmarks, in the order of the page.

import { channelsCost } from "./channels-cost.mjs";
import { echoes } from "./echo.mjs";
import { fairness } from "./fairness.mjs";
import { fanIn } from "./fan-in.mjs";
import { hubEngines } from "./hub-engines.mjs";
import { hubFanOut } from "./hub-fan-out.mjs";
import { hubMemory } from "./hub-memory.mjs";
import { hubRestart } from "./hub-restart.mjs";
import { hubStorm } from "./hub-storm.mjs";
import { inbox } from "./inbox.mjs";
import { keepaliveIdle, keepaliveMessage } from "./keepalive.mjs";
import { memory } from "./memory.mjs";
import { overload } from "./overload.mjs";
import { platforms } from "./platform.mjs";
import { receiveBinary } from "./receive-binary.mjs";
import { receiveKilobyte } from "./receive-kilobyte.mjs";
import { receiveText } from "./receive-text.mjs";
import { restarting } from "./restart.mjs";
import { sizes } from "./sizes.mjs";

/** @type {readonly import("../benchmark.mjs").Benchmark[]} */
export const benchmarks = [
  receiveBinary,
  receiveText,
  ...receiveKilobyte,
  ...platforms,
  inbox,
  fanIn,
  memory,
  keepaliveMessage,
  keepaliveIdle,
  ...echoes,
  restarting,
  overload,
  fairness,
  hubFanOut,
  hubMemory,
  hubRestart,
  hubEngines,
  hubStorm,
  channelsCost,
  sizes,
];
