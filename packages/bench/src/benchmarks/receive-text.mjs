// B3: 64 bytes of text, beside everybody who reads text.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const rws = "reconnecting-websocket";

/** Libraries with a protocol of their own, which has to be parsed: a fifth of the messages takes them as long. */
const protocols = [
  { name: "socket.io-client", client: "socket-io", path: "/socket.io" },
  { name: "graphql-ws", client: "graphql-ws", path: "/graphql" },
  { name: "nostr-tools", client: "nostr-tools", path: "/nostr" },
  { name: "centrifuge", client: "centrifuge", path: "/centrifuge" },
  { name: "nats-core over ws", client: "nats-core", path: "/nats" },
].map((variant) => ({ ...variant, share: 0.2 }));

export const receiveText = receive({
  name: "receive-text",
  title: "One peer, 64 B text",
  says:
    "One peer floods with 64 bytes of text, in the protocol of each library; every client makes a string of them. What the " +
    "protocols add is part of the figure, as it is part of what their users pay. nostr-tools does not check signatures here.",
  kind: "text",
  size: 64,
  variants: [
    { name: "ws: handler", client: "ws" },
    { name: ours, client: "skep" },
    { name: "skep: batches()", client: "skep-batches" },
    { name: "ws: events.on", client: "ws-events-on" },
    { name: "ws: onmessage", client: "ws-onmessage" },
    { name: rws, client: "reconnecting-websocket" },
    { name: "partysocket", client: "partysocket" },
    { name: "websocket-ts", client: "websocket-ts" },
    { name: "rxjs", client: "rxjs" },
    ...protocols,
  ],
  targets: [
    {
      id: "B3",
      says: "`for await` takes at most 1.1 times the CPU of the callback of reconnecting-websocket",
      most: 1.1,
      value: (figures) => figures.ratio(ours, "cpu", rws),
      judges: [ours, rws],
    },
    ...protocols.map(({ name }) => ({
      id: "B3",
      says: `\`for await\` is at least 3.5 times as fast as ${name}, in CPU`,
      least: 3.5,
      value: (figures) => figures.ratio(name, "cpu", ours),
      judges: [ours, name],
    })),
  ],
});
