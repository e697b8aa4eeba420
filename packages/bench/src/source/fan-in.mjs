// Writes to many streams in turn, a few messages each, once all of a crowd are there.
//
// The URL names the crowd and says how many it has: `/?crowd=7&peers=1000&size=64`.

import { readFrames } from "./client-frames.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

/** As much as one read of a socket brings of a peer that is not flooding. */
const AT_ONCE = 16;
/** Writes before others have their turn: with few peers it would wait longer than it writes. */
const WRITES = 256;
const crowds = new Map();

serve((stream, { searchParams }) => {
  const name = searchParams.get("crowd");
  if (!crowds.has(name)) crowds.set(name, new Crowd(searchParams));
  crowds.get(name).add(stream);
  readFrames(stream, () => {});
});

class Crowd {
  #streams = [];
  #peers;
  #chunk;

  constructor(query) {
    this.#peers = Number(query.get("peers"));
    const one = frame("binary", Buffer.alloc(Number(query.get("size")), "x"));
    this.#chunk = Buffer.concat(Array(AT_ONCE).fill(one));
  }

  add(stream) {
    const member = { stream, isFull: false };
    stream.on("drain", () => (member.isFull = false));
    this.#streams.push(member);
    if (this.#streams.length === this.#peers) setTimeout(() => this.#turn(), 500);
  }

  #turn() {
    this.#streams = this.#streams.filter(({ stream }) => !stream.destroyed);
    for (let writes = 0; writes < WRITES; writes += this.#streams.length) {
      if (this.#streams.length === 0) return;
      this.#round();
    }
    setImmediate(() => this.#turn());
  }

  #round() {
    for (const member of this.#streams)
      if (!member.isFull) member.isFull = !member.stream.write(this.#chunk);
  }
}
