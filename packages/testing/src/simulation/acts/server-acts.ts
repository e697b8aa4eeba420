// What servers and the network do by themselves in one step.

import type { Act } from "./act.ts";
import type { Action } from "../plan.ts";
import type { Generation } from "../generation.ts";
import type { HostCondition } from "../host.ts";
import type { Line } from "../line.ts";
import type { World } from "../world.ts";

const CODES = [1000, 1001, 1002, 1005, 1008, 1009, 1011, 1012, 1013, 4000, 4999];

interface End {
  readonly generation: Generation;
  readonly line: Line;
}

/** One of the links that are open, if there is one. */
function pick({ random, generations }: World): End | undefined {
  const open = generations.flatMap((generation) => {
    const { line } = generation;
    return line?.isOpen === true ? [{ generation, line }] : [];
  });
  return open.length === 0 ? undefined : random.pick(open);
}

const onLine =
  (act: (end: End, world: World) => void): Act =>
  ({ world }) => {
    const end = pick(world);
    if (end !== undefined) act(end, world);
  };

const onHost =
  (condition: HostCondition): Act =>
  ({ world }) => {
    const host = world.random.pick(world.hosts);
    host.condition = condition;
    const lines = world.generations.filter((each) => each.host === host).map(({ line }) => line);
    // A process that ends takes its links with it; one that is stopped does not.
    for (const line of lines) {
      if (condition === "down") line?.later(() => void line.dial.drop());
      if (condition === "mute" && line?.isOpen === true) line.deaf = "both";
    }
  };

export const serverActs: Partial<Record<Action, Act>> = {
  "server sends": onLine(({ generation, line }, { random }) =>
    generation.server.send(line, "m", 1 + random.int(3), random.pick([0, 0, 100])),
  ),
  "server bursts": onLine(({ generation, line }, { random }) =>
    generation.server.send(line, "m", 10 + random.int(60)),
  ),
  "server floods": onLine(({ generation, line }, { random }) =>
    generation.server.send(line, "m", 100 + random.int(400), random.pick([0, 50])),
  ),
  // Behind the pause is silence, which nobody can hear.
  "server fills a pause": onLine(({ generation, line }, world) => {
    generation.server.fill(line, 400);
    line.later(() => {
      if (!line.dial.paused || world.isHealing) return;
      line.deaf = "inbound";
      world.reached.add("silence behind a pause");
    });
  }),
  "server pings": onLine(({ line }) => line.later(() => void line.dial.ping())),
  "server pongs": onLine(({ line }) => line.later(() => void line.dial.pong())),
  "server answers": onLine(({ generation, line }, { random }) =>
    generation.server.send(line, random.pick(["a", "r"]), 1),
  ),
  "server closes": onLine(({ line }, { random }) => {
    const code = random.pick(CODES);
    line.later(() => void line.dial.close(code, "so long"));
  }),
  // Its end comes a moment later, or too late.
  "server begins to close": onLine(({ generation, line }, { random }) => {
    const code = random.pick(CODES);
    line.later(() => void line.dial.beginClose(code, "so long"));
    // One that breaks the rule of RFC 6455 5.5.1 goes on sending.
    if (random.chance(0.3)) generation.server.send(line, "m", random.int(400), 50);
    const holds = random.pick([0, 50, 1_000, 10_000, Infinity]);
    if (holds < Infinity) line.closeAfter(holds, code);
  }),
  // Of a message that takes its time, pieces arrive.
  "server trickles": onLine(({ line }, { random }) => {
    line.trickle(1 + random.int(20), random.pick([100, 1_000, 2_500]));
  }),
  "server drops": onLine(({ line }, { random }) => {
    const error = random.chance(0.5) ? new Error("reset") : undefined;
    line.later(() => void line.dial.drop(error));
  }),
  "server violates": onLine(({ line }) => line.later(() => void line.dial.violate("protocol"))),
  "server sends too much": onLine(({ generation, line }, { plan }) => {
    if (plan.session.readLimit > 0) line.later(() => void line.dial.violate("readLimit"));
    else generation.server.send(line, "m", 1, 2_000);
  }),
  "half-open": onLine(({ line }, { random, reached }) => {
    line.deaf = random.pick(["inbound", "outbound", "both"]);
    reached.add(`half-open ${line.deaf}`);
  }),
  "network stalls": onLine(({ line }) => {
    line.dial.stalled = true;
  }),
  "network drains": onLine(({ line }, { random }) => {
    const all = random.chance(0.5);
    line.dial.stalled = !all;
    // Where the platform cannot tell, it has to be looked for.
    if (random.chance(0.5)) line.drainUnseen();
    else line.drain(all ? undefined : random.int(line.dial.bufferedAmount + 1));
  }),
  "host up": onHost("up"),
  "host down": onHost("down"),
  "host mute": onHost("mute"),
  "host busy": onHost("busy"),
};
