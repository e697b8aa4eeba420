// The entry point `@skep/protocol/schema`: what the codec takes, as zod schemas of the messages on the wire. They are for tools, such as
// a gateway or a generator of JSON Schema; the hub and its clients use the codec, which is smaller and faster.

import * as z from "zod/mini";
import { MAX_DEPTH, MAX_EPOCH } from "./limits.ts";

type Schema = z.ZodMiniType;

const count = z.int().check(z.nonnegative());
const epoch = z.string().check(z.maxLength(MAX_EPOCH));

// `null` counts as left out, everywhere.
const countMaybe = z.nullish(count);
const textMaybe = z.nullish(z.string());
const flagMaybe = z.nullish(z.boolean());

/** The parts of a position as fields of a message. With an epoch there is an offset. */
const parts = { e: z.nullish(epoch), o: countMaybe, t: countMaybe };
const hasOffset = z.refine<Parts>(
  ({ e, o }) => (e ?? undefined) === undefined || typeof o === "number",
);

interface Parts {
  readonly e?: string | null | undefined;
  readonly o?: number | null | undefined;
}

const since = z.nullish(z.looseObject({ e: epoch, o: count, t: countMaybe }));
const data = z.optional(z.unknown().check(z.refine((value) => isShallow(value, MAX_DEPTH))));

/** Not deeper than that: it looks no further than it has to. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}

/** v0 names the channel in `channel`, or else in `data`. A `subscribe` with an id needs neither: it is about broadcasts. */
function target(type: string, more: Record<string, Schema>): Schema & z.core.$ZodTypeDiscriminable {
  const isBroadcast = (id: unknown, other: unknown): boolean =>
    type === "subscribe" && typeof id === "number" && !other;
  const named = { type: z.literal(type), channel: textMaybe, id: countMaybe, ...more };
  return z
    .looseObject(named)
    .check(
      z.refine(
        ({ channel, data: other, id }) =>
          Boolean(channel) || (typeof other === "string" && other !== "") || isBroadcast(id, other),
      ),
    );
}

/** A message of a client: `{"type": "subscribe", …}`. Unknown fields are let through. */
export const clientMessage: Schema = z.discriminatedUnion("type", [
  z.looseObject({
    type: z.literal("hello"),
    id: count,
    v: z.union([z.int(), z.array(z.int())]),
    token: textMaybe,
    ts: textMaybe,
    since,
  }),
  target("subscribe", { since, last: countMaybe }),
  target("unsubscribe", {}),
  z.looseObject({ type: z.literal("publish"), id: count, channel: z.string(), data, k: textMaybe }),
  z.looseObject({ type: z.literal("history"), id: count, channel: z.string(), last: countMaybe }),
  z.looseObject({ type: z.literal("auth"), id: count, token: z.string() }),
  z.looseObject({ type: z.literal("ping"), id: countMaybe }),
  z.looseObject({ type: z.literal("pong"), re: countMaybe }),
]);

const publication = {
  channel: textMaybe,
  processId: textMaybe,
  o: countMaybe,
  p: countMaybe,
  k: textMaybe,
  re: countMaybe,
};

const limits = z.looseObject({ message: countMaybe, subscriptions: countMaybe, keys: countMaybe });

/** A message of a hub. Codes and reasons are open: a later version may add some. */
export const hubMessage: Schema = z.discriminatedUnion("type", [
  z
    .looseObject({
      type: z.literal("welcome"),
      re: count,
      v: count,
      session: textMaybe,
      heartbeat: countMaybe,
      limits: z.nullish(limits),
      expires: countMaybe,
      ...parts,
      recovered: flagMaybe,
      reason: textMaybe,
      replay: countMaybe,
      degraded: flagMaybe,
      delivery: textMaybe,
    })
    .check(hasOffset),
  z
    .looseObject({
      type: z.literal("ack"),
      re: count,
      ...parts,
      recovered: flagMaybe,
      reason: textMaybe,
      replay: countMaybe,
      dup: flagMaybe,
      expires: countMaybe,
      subscribers: countMaybe,
    })
    .check(hasOffset),
  z.looseObject({ type: z.literal("subscribed"), channel: z.string(), ...parts }).check(hasOffset),
  z
    .looseObject({ type: z.literal("error"), ...publication, code: textMaybe, after: countMaybe })
    .check(
      z.refine(
        ({ code, data: text, re }) =>
          (!code && typeof re !== "number") || textMaybe.safeParse(text).success,
      ),
    ),
  z.looseObject({ type: z.literal("event"), ...publication }),
  z.looseObject({ type: z.literal("process_output"), ...publication }),
  z.looseObject({ type: z.literal("process_status"), ...publication }),
  z.looseObject({
    type: z.literal("gap"),
    channel: textMaybe,
    reason: textMaybe,
    e: epoch,
    o: count,
    t: countMaybe,
  }),
  z.looseObject({ type: z.literal("goaway"), code: textMaybe, after: countMaybe }),
  z.looseObject({ type: z.literal("ping"), id: countMaybe }),
  z.looseObject({ type: z.literal("pong"), re: countMaybe }),
]);
