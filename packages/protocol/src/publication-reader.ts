// Reads a publication from its fields: the message that comes most often by far.

import { asCount, asText, type Fields } from "./fields.ts";
import type { Publication } from "./messages.ts";
import { ALL } from "./names.ts";
import { timeOf } from "./timestamp.ts";

/** Its fields are read by names that no object of JSON inherits, which is faster than to ask for own ones. */
export function publication(type: Publication["type"], fields: Fields): Publication {
  const { o, p, k, processId, re } = fields;
  const channel = asText(fields["channel"], "channel") || ALL;
  const data = fields["data"] ?? null;
  const timestamp = timeOf(fields["timestamp"]);
  const key = asText(k, "k");
  const offset = asCount(o, "o");
  const before = asCount(p, "p");
  const previous = offset === undefined ? undefined : (before ?? offset - 1);
  const isUsual = processId === undefined && re === undefined && timestamp !== undefined;
  // The two ways in which most publications come are written out, as that is faster.
  if (isUsual && offset !== undefined)
    return key === undefined
      ? { type, channel, data, timestamp, offset, previous }
      : { type, channel, data, timestamp, offset, previous, key };
  return present({
    type,
    channel,
    processId: asText(processId, "processId"),
    data,
    timestamp,
    offset,
    previous,
    key,
    re: asCount(re, "re"),
  });
}

/** Without the fields that it does not have. */
function present(read: Publication): Publication {
  const fields = Object.entries(read).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as Publication;
}
