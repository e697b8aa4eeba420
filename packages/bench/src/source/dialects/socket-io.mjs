// Engine.IO 4 with Socket.IO 5 on it: open, connect, then events. A binary one takes two messages.

import { frame } from "../frame.mjs";

const OPEN = {
  sid: "bench",
  upgrades: [],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1e6,
};

export function socketIo({ kind, payload, say, flood }) {
  say(`0${JSON.stringify(OPEN)}`);
  return (text) => {
    if (!text.startsWith("40")) return;
    say('40{"sid":"bench"}');
    if (kind === "text") flood(frame("text", `42["m","${payload}"]`));
    else flood(frame("text", '451-["m",{"_placeholder":true,"num":0}]'), frame("binary", payload));
  };
}
