// A transport around another one that does what a script says. It knows no sessions and plays no peer.

import type { Clock, DialTarget, Socket, SocketSink, Transport } from "@skep/core";
import { ConfigError, systemClock } from "@skep/core/base";
import { checkFaults, checkScript } from "./faults/check-script.ts";
import { FaultyLink } from "./faults/faulty-link.ts";
import type { DialFaults, FaultScript, FaultyDial, ScriptedDial } from "./faults/script.ts";
import { Timers } from "./faults/timers.ts";

/** What a transport with faults is given beside its script. */
export interface FaultsOptions {
  /** On which everything is put off. Default: the platform's; give it the pool's. */
  readonly clock?: Clock;
}

/** A transport with faults, and the dials over it. */
export interface FaultyTransport extends Transport {
  /** All dials so far, in order. */
  readonly dials: readonly FaultyDial[];
  /** The latest dial. An error when there was none. */
  readonly latest: FaultyDial;
}

/**
 * Puts faults between a transport, in memory or real, and whoever dials over it.
 *
 * It keeps the port's contract but for exactly what the script says, adds nothing to what is left out, and
 * may stand around another one. All timers of a dial are released when its end was told. A bad script is a
 * `ConfigError` that names the option and the value.
 */
export function faults(
  transport: Transport,
  script: FaultScript = {},
  options: FaultsOptions = {},
): FaultyTransport {
  const { clock = systemClock() } = options;
  if (typeof (transport as Partial<Transport> | undefined)?.dial !== "function")
    throw new ConfigError("transport", "a transport", transport);
  checkScript(script, clock);
  return new Faults(transport, script, clock);
}

class Faults implements FaultyTransport {
  readonly name: string;
  readonly warnings: readonly string[];
  readonly can: Transport["can"];
  readonly dials: FaultyDial[] = [];
  readonly #transport: Transport;
  readonly #script: FaultScript;
  readonly #clock: Clock;

  constructor(transport: Transport, script: FaultScript, clock: Clock) {
    this.name = `${transport.name} with faults`;
    this.warnings = transport.warnings ?? [];
    this.can = transport.can;
    this.#transport = transport;
    this.#script = script;
    this.#clock = clock;
  }

  get base(): string | undefined {
    return this.#transport.base;
  }

  get latest(): FaultyDial {
    const dial = this.dials.at(-1);
    if (dial === undefined) throw new Error("Nobody has dialled yet.");
    return dial;
  }

  dial(target: DialTarget, sink: SocketSink): Socket {
    const number = this.dials.length + 1;
    const timers = new Timers(this.#clock);
    const link = new FaultyLink({
      number,
      target,
      sink,
      timers,
      faults: this.#of({ number, target }),
    });
    this.dials.push(link);
    return link.begin(this.#transport);
  }

  /** `dial` must not throw, so what is wrong with an answer of the script is told as the end of the dial. */
  #of(dial: ScriptedDial): DialFaults {
    const script = this.#script;
    if (typeof script !== "function")
      return (Array.isArray(script) ? script[dial.number - 1] : (script as DialFaults)) ?? {};
    try {
      const said = script(dial) ?? {};
      checkFaults(said, "script()", this.#clock);
      return said;
    } catch (error) {
      return { answer: { kind: "refuse", error } };
    }
  }
}
