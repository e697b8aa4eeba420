// Writes the same frame for ever, in large chunks made before, so that whoever reads is the bottleneck.
//
// The URL says what: `/?kind=text&size=64`.

import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const CHUNK = 256 * 1024;
const chunks = new Map();

serve((stream, { search, searchParams }) => {
  if (!chunks.has(search)) chunks.set(search, chunkOf(searchParams));
  flood(stream, chunks.get(search));
});

function chunkOf(query) {
  const one = frame(query.get("kind"), Buffer.alloc(Number(query.get("size")), "x"));
  return Buffer.concat(Array(Math.ceil(CHUNK / one.length)).fill(one));
}

function flood(stream, chunk) {
  const write = () => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on("drain", write);
  stream.resume();
  write();
}
