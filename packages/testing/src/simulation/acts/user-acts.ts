// What a user does with a session in one step, whoever hosts it.

import { ConnectionUnavailableError } from "@skep/core";
import { type Act, withPeer } from "./act.ts";
import type { Action } from "../plan.ts";
import type { Generation } from "../generation.ts";
import { hold } from "../hold.ts";
import { READERS } from "../reader.ts";
import type { Simulation } from "../simulation.ts";

/** Sends one text; `signal` may end the wait. */
function send(generation: Generation, { world }: Simulation, signal?: AbortSignal): Promise<void> {
  const { sentMessages, peer } = generation;
  const text = sentMessages.next();
  const wasConnected = peer?.state === "connected";
  sentMessages.sending(text, world.now);
  const sent = peer?.send(text, { ...(signal && { signal }) }) as Promise<void>;
  sent.then(
    () => world.guard(() => sentMessages.settled(text, true)),
    (error: unknown) =>
      world.guard(() => {
        sentMessages.settled(text, false, error);
        const told = error instanceof ConnectionUnavailableError;
        hold(wasConnected || told, "unavailable at once", () => String(error));
      }),
  );
  return sent;
}

/** The most that an application's loop may do before something else has its turn; a few of them run side by side. */
const ROUNDS = 200;
const PATIENCE = 500;

/** What an application does with a message that has to arrive: it waits, sends, and begins anew when that failed. */
async function insist(generation: Generation, simulation: Simulation): Promise<void> {
  const { world } = simulation;
  let { turn } = world;
  let rounds = 0;
  for (let left = PATIENCE; left > 0 && !generation.isLeaving && !generation.isRetired; left -= 1) {
    try {
      await generation.peer?.whenConnected();
      await send(generation, simulation);
      return;
    } catch {
      if (turn !== world.turn) rounds = 0;
      turn = world.turn;
      rounds += 1;
    }
    if (rounds > ROUNDS)
      return world.guard(() => hold(false, "loops let others run", () => generation.name));
  }
}

export const userActs: Partial<Record<Action, Act>> = {
  send: withPeer((generation, simulation) => void send(generation, simulation)),
  "send and abort": withPeer((generation, simulation) => {
    const { clock, random } = simulation.world;
    const { line } = generation;
    const controller = new AbortController();
    // What has to wait is given up while it does, and there is room later.
    if (line?.isOpen === true && random.chance(0.3)) {
      line.dial.stalled = true;
      void send(generation, simulation);
      clock.schedule(200, () => line.drain());
    }
    void send(generation, simulation, controller.signal);
    if (random.chance(0.5)) controller.abort(new Error("the user gave up"));
    else clock.schedule(100, () => controller.abort(new Error("the user gave up")));
  }),
  "try to send": withPeer((generation, { world }) => {
    const { sentMessages, peer } = generation;
    const text = sentMessages.next();
    sentMessages.sending(text, world.now);
    sentMessages.settled(text, peer?.trySend(text) === true);
  }),
  // The socket is full, some wait, it has room, and nobody has looked yet.
  "send into new room": withPeer((generation, simulation) => {
    const { line } = generation;
    if (line?.isOpen !== true) return;
    line.dial.stalled = true;
    for (let left = 4; left > 0; left -= 1) void send(generation, simulation);
    line.drainUnseen();
    void send(generation, simulation);
  }),
  // A slow way out, and nothing comes in: that it takes something now and then is all that can be seen of the peer.
  "send while the network crawls": withPeer((generation, simulation) => {
    const { line } = generation;
    if (line?.isOpen !== true) return;
    line.deaf = "inbound";
    line.dial.stalled = true;
    for (let left = 12; left > 0; left -= 1) void send(generation, simulation);
    line.crawl(40, simulation.world.random.pick([150, 700]));
  }),
  insist: withPeer((generation, simulation) => void insist(generation, simulation)),
  redial: withPeer((generation, { world }) => {
    const { book, name } = generation;
    const { state } = book;
    generation.redial();
    const isDialing = ["queued", "dialing", "waiting"].includes(book.state);
    const isDeaf = state === "closing" || state === "stopped" || state === "idle";
    // A listener may have removed it meanwhile.
    hold(
      isDeaf || isDialing || generation.isLeaving || (state === "ending" && book.retires),
      "redial dials",
      () => `${name} is ${book.state}`,
    );
    world.reached.add(`redial while ${state}`);
  }),
  "redial within": withPeer((generation, { world }) => {
    const within = world.random.pick([10, 300, 5_000]);
    const { state } = generation.book;
    generation.redial(within);
    hold(generation.book.state === state, "redial dials", () => "it did not wait");
  }),
  "wait for connected": withPeer((generation, { waitFor }) =>
    waitFor(generation, generation.abort.signal),
  ),
  "abort a wait": withPeer((generation, { world, waitFor }) => {
    const controller = new AbortController();
    waitFor(generation, controller.signal);
    world.clock.schedule(world.random.pick([0, 500]), () => controller.abort());
  }),
  reader: (simulation) => {
    const { mayRead, random } = simulation.world;
    if (!mayRead) return;
    const reading = simulation.readers.filter(({ isDone }) => !isDone).length;
    if (reading < 3 && random.chance(0.6)) simulation.read(random.pick(READERS));
    else if (random.chance(0.5)) simulation.stopReading();
    else simulation.tryRead();
  },
  "abort a reader": (simulation) => simulation.abortReading(),
};
