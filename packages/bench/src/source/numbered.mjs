// Writes numbered messages: under `/flood` as fast as they are taken, under `/steady` 100 a second with the time of sending.
//
// `/flood?seconds=10` ends after that time; the parent process may then ask how many there were.

import { readFrames } from "./client-frames.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const AT_ONCE = 500;
const SIZE = 64;
const STEADY = 10;

let sent = 0;

serve(
  (stream, { pathname, searchParams }) => {
    readFrames(stream, () => {});
    if (pathname === "/steady") steady(stream);
    else flood(stream, Number(searchParams.get("seconds") ?? Infinity));
  },
  { onMessage: () => sent },
);

function flood(stream, seconds) {
  const until = performance.now() + seconds * 1_000;
  let number = 0;
  const some = () => {
    const frames = Array.from({ length: AT_ONCE }, () =>
      frame("binary", String(number++).padEnd(SIZE)),
    );
    sent = number;
    return Buffer.concat(frames);
  };
  const write = () => {
    while (!stream.destroyed && performance.now() < until && stream.write(some()));
  };
  stream.on("drain", write);
  write();
}

/** The origin of time is the same for all processes of a machine. */
function steady(stream) {
  const timer = setInterval(() => {
    const now = String(performance.timeOrigin + performance.now());
    stream.write(frame("binary", now.padEnd(SIZE)));
  }, STEADY);
  stream.on("close", () => clearInterval(timer));
}
