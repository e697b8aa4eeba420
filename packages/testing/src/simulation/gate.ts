// The gate of a simulated user: what `onOpen` does on a new link.

import type { OpeningLink } from "@skep/core";
import type { Generation } from "./generation.ts";
import { numberOfMessage } from "./message.ts";
import type { World } from "./world.ts";

export async function openLink(
  world: World,
  { deliveries, watch }: Generation,
  link: OpeningLink,
): Promise<void> {
  watch?.look();
  const hello = Promise.all([link.send("hello"), link.send("it is me")]);
  await (world.strikes("gate forgives") ? hello.catch(() => {}) : hello);
  if (world.strikes("gate throws")) throw new Error(world.canary);
  if (world.strikes("gate hangs")) await new Promise(() => {});
  if (world.strikes("gate is slow")) await world.rest(world.random.pick([0, 500, 15_000]));
  while (world.strikes("gate receives")) {
    const data = await link.receive();
    world.guard(() => deliveries.received(numberOfMessage(data), link.dial));
    world.reached.add("received in a gate");
  }
}
