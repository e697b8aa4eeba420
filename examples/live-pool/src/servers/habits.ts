// One line on each server of the demo says what that server does. It fits a terminal of 40 columns.

import type { ScenarioName } from "./scenarios.ts";

export const HABITS: Readonly<Record<ScenarioName, string>> = {
  steady: "50 messages a second, nothing else",
  flooding: "sends as fast as its socket takes",
  dropping: "ends each link after 3 to 6 s",
  late: "lets each dial wait for 2 to 3 s",
  refusing: "refuses two of three dials, by 503",
  freezing: "stands still for 7 s out of 12",
};
