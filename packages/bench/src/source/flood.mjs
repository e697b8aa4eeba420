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
    flood: (...frames) => payload !== "" && flood(stream, sameChunks(Buffer.concat(frames))),
    numbered: (one, number) => payload !== "" && flood(stream, numberedChunks(one, number)),
  };
  const hear = dialect(link);
  readFrames(stream, (text) => hear?.(text));
});

/** The same chunk again and again. */
function sameChunks(one) {
  const chunk = chunkOf(one);
  return () => chunk;
}

/** Each message has the next number, in so many digits at this place of its frame. */
function numberedChunks(one, { first, at, digits }) {
  const chunk = chunkOf(one);
  let number = first;
  return () => {
    for (let place = at; place < chunk.length; place += one.length)
      chunk.write(String(number++).padStart(digits, "0"), place, "latin1");
    return Buffer.from(chunk);
  };
}

const chunkOf = (one) => Buffer.concat(Array(Math.ceil(CHUNK / one.length)).fill(one));

function flood(stream, nextChunk) {
  const write = () => {
    while (!stream.destroyed && stream.write(nextChunk()));
  };
  stream.on("drain", write);
  write();
}
