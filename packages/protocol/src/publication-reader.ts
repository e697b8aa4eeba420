// Reads a publication from its fields: the message that comes most often by far.

import { asCount, asText, type Fields } from "./fields.ts";
import type { Publication } from "./messages.ts";
import { ALL } from "./names.ts";
import { timeOf } from "./timestamp.ts";

/** Its fields are read by names that no object of JSON inherits, which is faster than to ask for own ones. */
export function publication(type: Publication["type"], fields: Fields): Publication {
  const { channel, processId, data, timestamp, o, p, k, re } = fields;
  const offset = asCount(o, "o");
  const previous = asCount(p, "p");
  return present({
    type,
    channel: asText(channel, "channel") || ALL,
    processId: asText(processId, "processId"),
    data: data ?? null,
    timestamp: timeOf(timestamp),
    offset,
    previous: offset === undefined ? undefined : (previous ?? offset - 1),
    key: asText(k, "k"),
    re: asCount(re, "re"),
  });
}

/** Without the fields that it does not have. The two ways in which most publications come are written out, as that is faster. */
function present(read: Publication): Publication {
  const { type, channel, processId, data, timestamp, offset, previous, key, re } = read;
  if (
    processId === undefined &&
    re === undefined &&
    timestamp !== undefined &&
    offset !== undefined
  )
    return key === undefined
      ? { type, channel, data, timestamp, offset, previous }
      : { type, channel, data, timestamp, offset, previous, key };
  const fields = Object.entries(read).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as Publication;
}
