// One dial under faults, and the link that comes of it: two lanes, and what is said of them. It knows no other dial.

import type {
  CloseFrame,
  CloseReport,
  DialTarget,
  MessageData,
  OpenInfo,
  Socket,
  SocketSink,
  Transport,
} from "@skep/core";
import { Lane } from "./lane.ts";
import { Milestones } from "./milestones.ts";
import { bytesOf, copyOf } from "./payload.ts";
import { ABNORMAL, announce, answerReport, cutReport, goodbyeReport } from "./reports.ts";
import type { DialFaults, FaultyDial, Milestone, Way } from "./script.ts";
import type { Timers } from "./timers.ts";

/** What a dial of a transport with faults is made of. */
export interface FaultyLinkOptions {
  readonly number: number;
  readonly target: DialTarget;
  readonly faults: DialFaults;
  readonly sink: SocketSink;
  readonly timers: Timers;
}

export class FaultyLink implements FaultyDial {
  readonly number: number;
  readonly target: DialTarget;
  readonly #faults: DialFaults;
  readonly #latency: number;
  readonly #slowDrain: number;
  readonly #sink: SocketSink;
  readonly #timers: Timers;
  readonly #milestones: Milestones;
  readonly #inbound: Lane;
  readonly #outbound: Lane;
  // Not there where the script answers in the peer's place.
  #inner: Socket | undefined;
  #innerState: FaultyDial["state"] | "closing" = "connecting";
  #state: FaultyDial["state"] = "connecting";
  #left: "closing" | "gone" | undefined;
  #saidGoodbye = false;
  #throwing = false;
  #buffered = 0;

  constructor({ number, target, faults, sink, timers }: FaultyLinkOptions) {
    this.number = number;
    this.target = target;
    this.#faults = faults;
    this.#latency = faults.latency ?? 0;
    this.#slowDrain = faults.slowDrain ?? 0;
    this.#sink = sink;
    this.#timers = timers;
    this.#milestones = new Milestones(timers);
    this.#inbound = new Lane(timers);
    this.#outbound = new Lane(timers);
  }

  // --- for the test ---

  get state(): FaultyDial["state"] {
    return this.#state;
  }

  cut(error?: unknown): boolean {
    return this.#end(cutReport(error));
  }

  halfOpen(way: Way = "both"): boolean {
    if (this.#state === "closed") return false;
    if (way !== "outbound") this.#inbound.hold("halfOpen");
    if (way !== "inbound") this.#outbound.hold("halfOpen");
    return true;
  }

  heal(): boolean {
    if (this.#state === "closed") return false;
    this.#outbound.release("halfOpen");
    this.#inbound.release("halfOpen");
    return true;
  }

  // --- the dial ---

  /** Dials, unless the script answers in the peer's place. */
  begin(transport: Transport): Socket {
    const { answer = { kind: "accept" } } = this.#faults;
    if (answer.kind === "accept") this.#inner = transport.dial(this.target, this.#innerSink);
    const report = answerReport(answer, transport.can.status);
    if (report !== undefined) this.#timers.after(this.#answerDelay, () => this.#end(report));
    return this.#socket;
  }

  get #answerDelay(): number {
    const { answer } = this.#faults;
    return 2 * this.#latency + ((answer !== undefined && "after" in answer && answer.after) || 0);
  }

  // --- what the peer does ---

  get #innerSink(): SocketSink {
    const sign = (kind: "heard" | "pong" | "progress"): void =>
      this.#inbound.push(() => void (this.#hears && this.#sink[kind]?.()), this.#latency);
    return {
      opened: (info) => {
        this.#innerState = "open";
        this.#inbound.push(() => this.#open(info), this.#answerDelay);
      },
      message: (data) => this.#inbound.push(() => this.#receive(data), this.#latency),
      heard: () => sign("heard"),
      pong: () => sign("pong"),
      progress: () => sign("progress"),
      closing: (frame) => {
        this.#innerState = "closing";
        this.#inbound.push(() => this.#peerCloses(frame), this.#latency);
      },
      drained: () => void (this.#slowDrain === 0 && this.#hears && this.#sink.drained()),
      closed: (report) => this.#innerClosed(report),
    };
  }

  #peerCloses(frame: CloseFrame): void {
    if (!this.#hears) return;
    this.#left = "closing";
    this.#sink.closing?.(frame);
  }

  #innerClosed(report: CloseReport): void {
    const delay = this.#innerState === "connecting" ? this.#answerDelay : this.#latency;
    this.#innerState = "closed";
    if (this.#left === "gone") return void this.#end(this.#isOpen ? report : ABNORMAL);
    // The transport has learned it although it does not read; what it had read comes before.
    this.#inbound.releaseSoon("paused");
    this.#inbound.push(() => this.#end(report), delay);
  }

  get #isOpen(): boolean {
    return this.#state === "open";
  }

  get #hears(): boolean {
    return this.#isOpen && this.#left !== "gone";
  }

  #open(info: OpenInfo): void {
    this.#state = "open";
    const { halfOpen, cut, send, jump } = this.#faults;
    if (halfOpen) this.#milestones.set(halfOpen.after, () => this.halfOpen(halfOpen.way));
    if (cut) this.#milestones.set(cut.after, () => this.#cutAt(cut.after, cut.error));
    if (send) this.#milestones.set(send.after, () => (this.#throwing = true));
    if (jump) this.#milestones.set(jump.after, () => this.#timers.jump(jump.by));
    this.#sink.opened(info);
  }

  #receive(data: string | Uint8Array): void {
    if (!this.#hears) return;
    const size = bytesOf(data);
    this.#milestones.begin("received", size);
    // What was reached inside of the message may have ended the link, or hold it.
    if (!this.#hears) return;
    if (this.#inbound.held) return this.#inbound.putBack(() => this.#receive(data));
    this.#sink.message(data);
    this.#milestones.end("received", size);
  }

  #cutAt(milestone: Milestone, error: unknown): void {
    if (!("sent" in milestone || "sentBytes" in milestone)) return void this.cut(error);
    // Inside of `send` nothing can be told.
    this.#inbound.hold("cut");
    this.#outbound.hold("cut");
    this.#timers.after(0, () => this.cut(error));
  }

  // --- what the client does ---

  get #socket(): Socket {
    const inner = this.#inner;
    const buffered = (): number | undefined =>
      inner?.bufferedAmount === undefined ? undefined : inner.bufferedAmount + this.#buffered;
    return {
      send: (data) => this.#send(data),
      close: (code, reason) => this.#close(code, reason),
      terminate: () => this.#terminate(),
      get bufferedAmount() {
        return buffered();
      },
      ...(inner?.ping && { ping: () => this.#ping() }),
      ...(inner?.pause && { pause: () => this.#pause(), resume: () => this.#resume() }),
      ...(inner?.unref && { unref: () => inner.unref?.() }),
    };
  }

  #send(data: MessageData): void {
    if (!this.#isOpen || this.#left !== undefined) throw new Error("The socket is not open.");
    if (this.#throwing) throw this.#faults.send?.throws;
    const size = bytesOf(data);
    this.#milestones.begin("sent", size);
    if (this.#outbound.free && this.#outboundDelay === 0) this.#inner?.send(data);
    else this.#sendLater(copyOf(data), size);
    this.#milestones.end("sent", size);
  }

  get #outboundDelay(): number {
    return this.#latency + this.#slowDrain;
  }

  #sendLater(data: MessageData, size: number): void {
    const slow = this.#slowDrain > 0 && this.#inner?.bufferedAmount !== undefined;
    if (slow) this.#buffered += size;
    this.#outbound.push(() => {
      this.#reach(() => this.#inner?.send(data));
      if (slow) this.#drain(size);
    }, this.#outboundDelay);
  }

  #drain(size: number): void {
    this.#buffered -= size;
    if (this.#hears) this.#sink.drained();
  }

  /** What comes when the peer has gone is lost on the way; what nobody is there to throw at ends the link. */
  #reach(arrive: () => void): void {
    if (this.#innerState !== "open") return;
    try {
      arrive();
    } catch (error) {
      this.cut(error);
    }
  }

  #ping(): void {
    if (this.#isOpen)
      this.#outbound.push(() => this.#reach(() => this.#inner?.ping?.()), this.#latency);
  }

  #pause(): void {
    if (this.#faults.pause === "ignored" || !this.#hears) return;
    this.#inbound.hold("paused");
    this.#inner?.pause?.();
  }

  #resume(): void {
    this.#inbound.releaseSoon("paused");
    this.#inner?.resume?.();
  }

  #close(code?: number, reason?: string): void {
    if (this.#state === "closed" || this.#left !== undefined) return;
    if (!this.#isOpen) return this.#giveUp("close");
    this.#left = "closing";
    // A socket that does not read never learns the answer.
    this.#inbound.releaseSoon("paused");
    this.#outbound.push(() => {
      this.#saidGoodbye = true;
      this.#inner?.close(code, reason);
    }, this.#latency);
    if (this.#faults.ending?.told === "inside") this.#end(goodbyeReport(code, reason));
  }

  #terminate(): void {
    if (this.#state !== "closed" && this.#left !== "gone") this.#giveUp("terminate");
  }

  /** Ends the socket without regard to what is under way. */
  #giveUp(how: "close" | "terminate"): void {
    this.#left = "gone";
    this.#inbound.clear();
    this.#outbound.clear();
    const there = this.#inner !== undefined && this.#innerState !== "closed";
    if (there) this.#inner?.[this.#innerState === "connecting" ? how : "terminate"]();
    if (this.#faults.ending?.told === "inside") this.#end(ABNORMAL);
    else if (!there) this.#timers.after(0, () => this.#end(ABNORMAL));
  }

  // --- the end ---

  #end(report: CloseReport): boolean {
    if (this.#state === "closed") return false;
    this.#state = "closed";
    this.#inbound.clear();
    this.#outbound.clear();
    this.#timers.release();
    if (this.#innerState !== "closed" && this.#left !== "gone" && !this.#saidGoodbye)
      this.#inner?.terminate();
    announce(report, this.#faults.ending, this.#sink, this.#timers);
    return true;
  }
}
