// The gate of a delivery: the CPU that a hub itself takes for one, without sockets, as with sockets the kernel takes most of it.

import { runClient } from "../processes.mjs";

const BURSTS = [1, 10];
export const named = (label, burst) => `${burst}: ${label}`;

export const hubDelivery = {
  name: "hub-delivery",
  title: "A hub alone",
  says:
    "A hub delivers 100 bytes to 1,000 subscribers, one message in a turn of the event loop or ten; their sockets take what they are given, and no kernel is " +
    "there. Beside it a list of what waits for each subscriber, joined at the end of the turn: what one writes by hand.",
  variants: BURSTS.flatMap((burst) => [
    { name: named("a list a subscriber", burst), design: "lists", burst },
    { name: named("skep: hub.publish", burst), design: "hub", burst },
  ]),
  baseline: named("a list a subscriber", 10),
  columns: [{ key: "cpu", label: "CPU ns a delivery" }],
  ratios: [],
  targets: [],
  measure: ({ design, burst, flags }) =>
    runClient("clients/hub-delivery.mjs", { design, burst }, { flags }),
};
