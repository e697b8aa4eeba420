// Writes the same messages for ever, in large chunks made before, so that whoever reads is the bottleneck.
//
// The URL says what: the dialect as its first part, `/plain?kind=text&size=64`. With a size of 0 nothing is said.

import { readFrames } from "./client-frames.mjs";
import { dialects } from "./dialects/index.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const CHUNK = 256 * 1024;

serve((stream, url) => {
  const dialect = dialects[url.pathname.split("/")[1]];
  const kind = url.searchParams.get("kind");
  const payload = "x".repeat(Number(url.searchParams.get("size")));
  const link = {
    kind,
    payload,
    say: (text, as = "text") => stream.write(frame(as, text)),
    flood: (...frames) => payload !== "" && flood(stream, frames),
  };
  const hear = dialect(link);
  readFrames(stream, (text) => hear?.(text));
});

function flood(stream, frames) {
  const one = Buffer.concat(frames);
  const chunk = Buffer.concat(Array(Math.ceil(CHUNK / one.length)).fill(one));
  const write = () => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on("drain", write);
  write();
}
