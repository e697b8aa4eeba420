// ws read by `for await` with what Node has for it, which has no bound.

import { on } from "node:events";
import { WebSocket } from "ws";

export async function open({ url, kind, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const read = kind === "text" ? (data) => data.toString() : (data) => data;
  for await (const [data] of on(socket, "message")) if (read(data).length > 0) count(1);
}
