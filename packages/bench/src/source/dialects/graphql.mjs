// graphql-transport-ws: acknowledges, and answers a subscription with `next` for ever.

import { frame } from "../frame.mjs";

export function graphql({ payload, say, flood }) {
  return (text) => {
    const { type, id } = JSON.parse(text);
    if (type === "connection_init") say('{"type":"connection_ack"}');
    if (type !== "subscribe") return;
    flood(frame("text", JSON.stringify({ id, type: "next", payload: { data: { m: payload } } })));
  };
}
