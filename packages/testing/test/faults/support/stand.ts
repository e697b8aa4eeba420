// One client over faults over memory on a manual clock: what it was told, in words.
import type { CloseReport, DialTarget, Socket, SocketSink } from "@skep/core";
import {
  type DialFaults,
  faults,
  type FaultScript,
  type FaultyTransport,
  ManualClock,
  MemoryTransport,
  type MemoryTransportOptions,
} from "@skep/testing";

export class Stand {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  readonly reports: CloseReport[] = [];
  readonly memory: MemoryTransport;
  readonly net: FaultyTransport;
  /** Called when the link is opened. */
  onOpened: () => void = () => {};

  constructor(script?: FaultScript, options: MemoryTransportOptions = {}) {
    this.memory = new MemoryTransport({ autoAccept: true, autoPong: true, ...options });
    this.net = faults(this.memory, script, { clock: this.clock });
  }

  static async open(script: DialFaults, options?: MemoryTransportOptions): Promise<OpenStand> {
    const stand = new Stand(script, options);
    const socket = stand.dial();
    await stand.clock.run();
    return Object.assign(stand, { socket, peer: stand.memory.dials[0] as never });
  }

  dial(target: Partial<DialTarget> = {}): Socket {
    return this.net.dial({ url: "ws://peer.test/", protocols: [], ...target }, this.sink);
  }

  /** What was told since it was last asked. */
  take(): string {
    return this.told.splice(0).join(" ");
  }

  get sink(): SocketSink {
    const note = (word: string): unknown => this.told.push(word);
    return {
      opened: () => {
        note("opened");
        this.onOpened();
      },
      message: (data) => note(String(data)),
      heard: () => note("heard"),
      pong: () => note("pong"),
      drained: () => note("drained"),
      progress: () => note("progress"),
      closing: ({ code }) => note(`closing:${code}`),
      closed: (report) => {
        this.reports.push(report);
        note(`closed:${report.code}`);
      },
    };
  }
}

export interface OpenStand extends Stand {
  readonly socket: Socket;
  readonly peer: MemoryTransport["latest"];
}
