// Writes the same messages for ever, in large chunks made before, so that whoever reads is the bottleneck.
//
// The URL says what: the dialect as its first part, `/plain?kind=text&size=64`. With a size of 0 nothing is said, with a burst of 10 there
// are so many messages in a frame, where the protocol has that.

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
    burst: Number(url.searchParams.get("burst") ?? 1),
    say: (text, as = "text") => stream.write(frame(as, text)),
    flood: (...frames) => payload !== "" && flood(stream, sameChunks(Buffer.concat(frames))),
    numbered: (one, numbers) => payload !== "" && flood(stream, numberedChunks(one, numbers)),
  };
  const hear = dialect(link);
  readFrames(stream, (text) => hear?.(text));
});

/** The same chunk again and again. */
function sameChunks(one) {
  const chunk = chunkOf(one);
  return () => chunk;
}

/** Each message has the next number, in as many digits as the first one: at these places of a frame. */
function numberedChunks(one, { first, places }) {
  const chunk = chunkOf(one);
  let number = first;
  return () => {
    for (let frame = 0; frame < chunk.length; frame += one.length)
      for (const place of places) chunk.write(String(number++), frame + place, "latin1");
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
