// Takes connections on a port that is given and remembers since when it listens and when each one came.

import process from "node:process";
import { readFrames } from "./client-frames.mjs";
import { dialects } from "./dialects/index.mjs";
import { frame } from "./frame.mjs";
import { serve } from "./server.mjs";

const accepted = [];
let since;

const server = serve(
  (stream, { pathname }) => {
    accepted.push(Date.now());
    const hear = dialects[pathname.split("/")[1]]?.({
      kind: "text",
      payload: "",
      say: (text, as = "text") => stream.write(frame(as, text)),
      flood() {},
    });
    readFrames(stream, (text) => hear?.(text));
  },
  { port: Number(process.argv[2] ?? 0), onMessage: () => ({ since, accepted }) },
);
server.on("listening", () => (since = Date.now()));
