// C1: what a message of a channel costs its client, beside the clients of other servers.

import { receive } from "./receive.mjs";

const ours = "skep: ChannelClient";
const floor = "ws: handler";

/** Each in the protocol of its server; a part of the messages takes them as long. */
const others = [
  { name: "centrifuge", client: "centrifuge", path: "/centrifuge" },
  { name: "socket.io-client", client: "socket-io", path: "/socket.io" },
  { name: "nats-core over ws", client: "nats-core", path: "/nats" },
].map((variant) => ({ ...variant, share: 0.25 }));

export const channelsCost = {
  ...receive({
    name: "channels-cost",
    title: "A client of channels, 64 B text a message",
    says:
      "A server of bytes floods one subscription with messages in the protocol of each client, one in a frame, as their servers send them. " +
      "Those of Skep have a time and an offset each, which the client checks. The first row is a handler on a bare socket, which makes a " +
      "string of 64 bytes and reads nothing in it.",
    kind: "text",
    size: 64,
    messages: 3_000_000,
    warmUp: 1_000_000,
    variants: [
      { name: floor, client: "ws" },
      { name: ours, client: "channels", path: "/skep", share: 0.25 },
      ...others,
    ],
    targets: others.slice(0, 2).map(({ name }) => ({
      id: "C1",
      says: `a message costs \`ChannelClient\` at most half of what it costs ${name}, in CPU`,
      most: 0.5,
      value: (figures) => figures.ratio(ours, "cpu", name),
      judges: [ours, name],
    })),
  }),
  rounds: 5,
};
