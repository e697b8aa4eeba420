// Checks of a fault script: bad ones are refused with the option's path, before anything is dialled.

import { ConfigError } from "@skep/core/base";
import type { Clock } from "@skep/core";
import type { DialFaults, FaultScript } from "./script.ts";

type Check = (value: unknown, path: string) => void;
type Fields = Readonly<Record<string, Check>>;

/** What is said of all dials or of those in a list; a function is checked when it has answered. */
export function checkScript(script: FaultScript, clock: Clock): void {
  if (typeof script === "function") return;
  if (!Array.isArray(script)) return checkFaults(script as DialFaults, "script", clock);
  script.forEach((each, at) => {
    if (each !== undefined) checkFaults(each as DialFaults, `script[${at}]`, clock);
  });
}

/** What is said of one dial. */
export function checkFaults(faults: DialFaults, path: string, clock: Clock): void {
  record(FAULTS)(faults, path);
  if (faults.jump !== undefined && !("jump" in clock))
    throw new ConfigError(`${path}.jump`, "given with a clock that can jump", faults.jump);
}

const any: Check = () => {};

const time: Check = number("a number of milliseconds, 0 or more", (value) => value >= 0);
const finite: Check = number("a finite number of milliseconds, 0 or more", isTime);
const count: Check = number(
  "a whole number, 1 or more",
  (value) => Number.isSafeInteger(value) && value >= 1,
);
const status: Check = number(
  "an HTTP status other than 101, 200 to 599",
  (value) => Number.isInteger(value) && value >= 200 && value <= 599,
);

const milestone: Check = (value, path) => {
  const units: Fields = { received: count, receivedBytes: count, sent: count, sentBytes: count };
  record({ ...units, ms: finite })(value, path);
  if (Object.keys(value as object).length !== 1)
    throw new ConfigError(
      path,
      "a milestone in one unit: received, sent, their Bytes, or ms",
      value,
    );
};

const headers: Check = (value, path) => {
  for (const [name, text] of Object.entries(object(value, path)))
    if (typeof text !== "string") throw new ConfigError(`${path}.${name}`, "a string", text);
};

const ANSWERS: Readonly<Record<string, Check>> = {
  accept: record({ kind: any, after: finite }),
  refuse: record({ kind: any, after: finite, error: any }),
  status: record({ kind: any, after: finite, status, headers }, "status"),
  hang: record({ kind: any }),
};

const answer: Check = (value, path) => {
  const { kind } = object(value, path);
  oneOf(...Object.keys(ANSWERS))(kind, `${path}.kind`);
  ANSWERS[kind as string]?.(value, path);
};

const ENDINGS: Readonly<Record<string, Check>> = {
  once: record({ told: any, after: finite, error: any }),
  twice: record({ told: any, after: finite, error: any }),
  inside: record({ told: any, error: any }),
  never: record({ told: any }),
};

const ending: Check = (value, path) => {
  const { told = "once" } = object(value, path);
  oneOf(...Object.keys(ENDINGS))(told, `${path}.told`);
  ENDINGS[told as string]?.(value, path);
};

const FAULTS: Fields = {
  answer,
  latency: finite,
  halfOpen: record({ way: oneOf("inbound", "outbound", "both"), after: milestone }, "way"),
  cut: record({ after: milestone, error: any }, "after"),
  ending,
  send: record({ throws: any, after: milestone }),
  slowDrain: time,
  pause: oneOf("ignored"),
  jump: record({ by: finite, after: milestone }, "by"),
};

function isTime(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function number(requirement: string, fits: (value: number) => boolean): Check {
  return (value, path) => {
    if (typeof value !== "number" || !fits(value)) throw new ConfigError(path, requirement, value);
  };
}

function oneOf(...words: string[]): Check {
  return (value, path) => {
    if (!words.includes(value as string))
      throw new ConfigError(path, words.map((word) => `"${word}"`).join(" or "), value);
  };
}

/** `needed` are the names of fields that cannot be left out. */
function record(fields: Fields, ...needed: string[]): Check {
  return (value, path) => {
    const given = object(value, path);
    for (const [name, each] of Object.entries(given)) {
      const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (check === undefined)
        throw new ConfigError(`${path}.${name}`, `one of ${Object.keys(fields).join(", ")}`, each);
      if (each !== undefined) check(each, `${path}.${name}`);
    }
    for (const name of needed)
      if (given[name] === undefined) fields[name]?.(undefined, `${path}.${name}`);
  };
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError(path, "an object", value);
  return value as Record<string, unknown>;
}
