// The other end of a worker on trial: a memory transport on a manual clock, played as the suite asks.
import {
  faults,
  type FaultScript,
  ManualClock,
  type MemoryDial,
  MemoryTransport,
  type WorkerSuitePeer,
} from "@skep/testing";

export class MemoryPeer implements WorkerSuitePeer {
  readonly target = { url: "wss://peer.example" };
  readonly clock = new ManualClock();
  readonly pool: NonNullable<WorkerSuitePeer["pool"]>;
  readonly #network: MemoryTransport;
  #how: "accept" | "refuse" | "hang" = "accept";

  constructor(script?: FaultScript) {
    this.#network = new MemoryTransport({
      autoPong: true,
      onDial: (dial) => this.#play(dial),
    });
    const transport = faults(this.#network, script, { clock: this.clock });
    // No wait is short by chance.
    this.pool = { transport, random: () => 0.9 };
  }

  answer(how: "accept" | "refuse" | "hang"): void {
    this.#how = how;
  }

  lose(): void {
    this.#network.latest.drop();
  }

  deliver(data: string | Uint8Array): void {
    this.#network.latest.message(data);
  }

  received(): readonly (string | Uint8Array)[] {
    return this.#network.dials.flatMap(({ sent }) => sent);
  }

  #play(dial: MemoryDial): void {
    if (this.#how === "accept") dial.accept();
    if (this.#how === "refuse") dial.refuse();
  }
}
