// Writes numbered messages: under `/flood` as fast as they are taken, under `/steady` 100 a second with the time of sending.

import { readFrames } from "./client-frames.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const AT_ONCE = 500;
const SIZE = 64;
const STEADY = 10;

serve((stream, { pathname }) => {
  readFrames(stream, () => {});
  if (pathname === "/steady") steady(stream);
  else flood(stream);
});

function flood(stream) {
  let number = 0;
  const some = () => {
    const frames = Array.from({ length: AT_ONCE }, () =>
      frame("binary", String(number++).padEnd(SIZE)),
    );
    return Buffer.concat(frames);
  };
  const write = () => {
    while (!stream.destroyed && stream.write(some()));
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
