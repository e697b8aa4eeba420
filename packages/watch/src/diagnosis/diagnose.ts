// The step of a diagnosis: from what is known and what happened to what is known now. No clock, no promise and no chance.

import {
  type Diagnosis,
  type DiagnosisEffect,
  type DiagnosisInput,
  type DiagnosisRules,
  type DiagnosisStep,
  FLAPS,
  type UnknownReason,
} from "./diagnosis.ts";

type Input<T extends DiagnosisInput["type"]> = Extract<DiagnosisInput, { readonly type: T }>;

/** Total: each input is answered in each state. */
export function diagnose(
  now: Diagnosis,
  input: DiagnosisInput,
  rules: DiagnosisRules,
): DiagnosisStep {
  switch (input.type) {
    case "succeeded":
      return succeeded(now, input, rules);
    case "failed":
      return failed(now, input, rules);
    case "ruled":
      return ruled(now, input, rules);
    case "dependency":
      return dependency(now, input);
    default:
      return overdue(now, input, rules);
  }
}

const stay = (next: Diagnosis): DiagnosisStep => ({ next, effects: [] });

function succeeded(
  now: Diagnosis,
  { at }: Input<"succeeded">,
  rules: DiagnosisRules,
): DiagnosisStep {
  const next: Diagnosis = {
    ...now,
    failures: 0,
    attempt: 0,
    successes: now.successes + 1,
    goodSince: now.goodSince ?? at,
    stalledSince: undefined,
    isHeld: false,
    error: undefined,
  };
  if (next.state === "ready" || next.isDependencyDown || !isUp(next, at, rules)) return stay(next);
  return toReady(next);
}

/** One that flaps has to be good for a while, however many successes there are. */
function isUp({ successes, goodSince, isFlapping }: Diagnosis, at: number, rules: DiagnosisRules) {
  if (successes < rules.successes) return false;
  return !isFlapping || at - (goodSince ?? at) >= rules.calm;
}

function toReady(now: Diagnosis): DiagnosisStep {
  const effects: DiagnosisEffect[] = [
    { type: "changed", from: now.state, to: "ready", reason: undefined, error: undefined },
  ];
  if (now.unknownUntil !== undefined) effects.push({ type: "arm", at: undefined });
  if (now.isFlapping) effects.push({ type: "flapping", isFlapping: false });
  const next: Diagnosis = {
    ...now,
    state: "ready",
    reason: undefined,
    told: "ready",
    unknownUntil: undefined,
    isFlapping: false,
  };
  return { next, effects };
}

function failed(
  now: Diagnosis,
  { at, error, isReport = false, isStalled = false }: Input<"failed">,
  rules: DiagnosisRules,
): DiagnosisStep {
  const stalledSince = isStalled ? (now.stalledSince ?? at) : undefined;
  // A process that is held up for good has to tell something at last.
  const counts = stalledSince === undefined || at - stalledSince >= rules.excuse;
  const next: Diagnosis = {
    ...now,
    failures: now.failures + (counts ? 1 : 0),
    attempt: isReport ? Math.max(now.attempt, 1) : now.attempt + 1,
    successes: 0,
    goodSince: undefined,
    stalledSince,
    error,
  };
  if (!counts || next.isDependencyDown) return stay(next);
  // Its excuse is used up, and only successes that were not confirmed have kept it unknown.
  if (next.unknownUntil !== undefined && at >= next.unknownUntil)
    return toDown({ ...next, isHeld: false }, at, rules);
  if (next.failures < rules.failures || next.state === "down" || next.isHeld) return stay(next);
  return { next: { ...next, isHeld: true }, effects: [{ type: "ask" }] };
}

function ruled(
  now: Diagnosis,
  { at, ruling }: Input<"ruled">,
  rules: DiagnosisRules,
): DiagnosisStep {
  // A success was faster than the answer.
  if (!now.isHeld) return stay(now);
  const next = { ...now, isHeld: false };
  if (ruling === "down") return toDown(next, at, rules);
  if (ruling === "dependency") return toUnknown(next, "dependency", next.unknownUntil);
  // An excuse that has been used up is none; the end of one is not put off by another.
  const until = next.unknownUntil ?? at + rules.excuse;
  return until <= at ? toDown(next, at, rules) : toUnknown(next, "uplink", until);
}

function toDown(now: Diagnosis, at: number, rules: DiagnosisRules): DiagnosisStep {
  const { state: from, error } = now;
  const effects: DiagnosisEffect[] = [
    { type: "changed", from, to: "down", reason: undefined, error },
  ];
  if (now.unknownUntil !== undefined) effects.push({ type: "arm", at: undefined });
  const recent = now.drops.filter((drop) => at - drop < rules.flapWindow);
  const drops = now.told === "ready" ? [...recent, at].slice(-FLAPS) : recent;
  const isFlapping = drops.length >= FLAPS;
  if (isFlapping !== now.isFlapping) effects.push({ type: "flapping", isFlapping });
  const next: Diagnosis = {
    ...now,
    state: "down",
    reason: undefined,
    told: "down",
    unknownUntil: undefined,
    drops,
    isFlapping,
  };
  return { next, effects };
}

function toUnknown(
  now: Diagnosis,
  reason: UnknownReason,
  until: number | undefined,
): DiagnosisStep {
  const { state: from, error } = now;
  const effects: DiagnosisEffect[] = [];
  if (from !== "unknown" || now.reason !== reason)
    effects.push({ type: "changed", from, to: "unknown", reason, error });
  if (until !== now.unknownUntil) effects.push({ type: "arm", at: until });
  return { next: { ...now, state: "unknown", reason, unknownUntil: until }, effects };
}

/** While the other service is down, nothing is said of this one; afterwards its next probe decides, and is soon followed by more. */
function dependency(now: Diagnosis, { isDown }: Input<"dependency">): DiagnosisStep {
  if (now.isDependencyDown === isDown) return stay(now);
  if (!isDown)
    return stay({ ...now, isDependencyDown: false, failures: 0, attempt: 0, isHeld: false });
  // An excuse that has begun is not renewed by it.
  const next = { ...now, isDependencyDown: true, isHeld: false };
  return toUnknown(next, "dependency", now.unknownUntil);
}

function overdue(now: Diagnosis, { at }: Input<"overdue">, rules: DiagnosisRules): DiagnosisStep {
  const { unknownUntil } = now;
  if (unknownUntil === undefined || unknownUntil > at) return stay(now);
  // A success that is not yet confirmed: the next probe decides, and no excuse is left for it.
  if (now.failures === 0 || now.isDependencyDown) return stay(now);
  return toDown({ ...now, isHeld: false }, at, rules);
}
