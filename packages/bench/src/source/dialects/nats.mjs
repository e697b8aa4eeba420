// NATS over WebSocket: INFO, then one MSG a message, as nats-server sends them.

import { frame } from "../frame.mjs";

const INFO = {
  server_id: "BENCH",
  version: "2.10.0",
  proto: 1,
  max_payload: 1_048_576,
  headers: true,
};

export function nats({ payload, burst, say, flood }) {
  say(`INFO ${JSON.stringify(INFO)}\r\n`, "binary");
  return (text) => {
    for (const line of text.split("\r\n")) {
      const [verb, subject, id] = line.split(" ");
      if (verb === "PING") say("PONG\r\n", "binary");
      if (verb !== "SUB") continue;
      const message = `MSG ${subject} ${id} ${payload.length}\r\n${payload}\r\n`;
      flood(frame("binary", message.repeat(burst)));
    }
  };
}
