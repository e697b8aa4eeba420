// The protocol of Skep's hub: welcome, then events with an offset each, as a hub sends them, one by one or in bursts.

import { frame } from "../frame.mjs";

/** As many digits for every message, so that frames made before need only their offsets. */
const FIRST = 1_000_000_000;
const DIGITS = String(FIRST).length;

export function skep({ payload, burst, say, numbered }) {
  return (text) => {
    const { type, id } = JSON.parse(text);
    if (type === "hello") say(JSON.stringify({ type: "welcome", re: id, v: 1, session: "bench" }));
    if (type !== "subscribe") return;
    say(JSON.stringify({ type: "ack", re: id, e: "bench", o: FIRST - 1 }));
    const data = { m: payload };
    const timestamp = 1_764_000_000_000;
    const event = JSON.stringify({ type: "event", channel: "news", data, timestamp, o: FIRST });
    const one = frame("text", Array(burst).fill(event).join("\n"));
    // From the last one back: what the header takes depends on the length.
    const ends = Array.from({ length: burst }, (_, at) => one.length - at * (event.length + 1));
    const places = ends.toReversed().map((end) => end - 1 - DIGITS);
    numbered(one, { first: FIRST, places });
  };
}
