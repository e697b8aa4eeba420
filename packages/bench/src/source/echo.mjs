// Sends back what it hears, and under `/flood?rate=…` also so many messages a second by itself.

import { readFrames } from "./client-frames.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const TICK = 10;
const noise = frame("binary", Buffer.alloc(64, "x"));

serve((stream, { pathname, searchParams }) => {
  readFrames(stream, (_, payload) => stream.write(frame("binary", payload)));
  if (pathname !== "/flood") return;
  const chunk = Buffer.concat(Array((Number(searchParams.get("rate")) * TICK) / 1_000).fill(noise));
  const timer = setInterval(() => stream.write(chunk), TICK);
  stream.on("close", () => clearInterval(timer));
});
