// Centrifugo's client protocol in JSON: connect, subscribe, then publications, of a burst in lines of one frame.

import { frame } from "../frame.mjs";

export function centrifuge({ payload, burst, say, flood }) {
  return (text) => {
    for (const line of text.split("\n")) {
      const { id, connect, subscribe } = JSON.parse(line);
      if (connect !== undefined)
        say(JSON.stringify({ id, connect: { client: "bench", version: "0" } }));
      if (subscribe === undefined) continue;
      const { channel } = subscribe;
      say(JSON.stringify({ id, subscribe: {} }));
      const push = JSON.stringify({ push: { channel, pub: { data: { m: payload } } } });
      flood(frame("text", Array(burst).fill(push).join("\n")));
    }
  };
}
