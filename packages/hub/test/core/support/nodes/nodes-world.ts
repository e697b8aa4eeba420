// Several hubs' cores over one broker, and clients that move between them: copies are lost, nodes are cut off, the broker is away, comes back empty or
// older. What every reader gets is held against what was published. No clock, no promise: a seed decides everything.

import type { SeededRandom } from "@skep/core/testing";
import { decodeFromClient } from "@skep/protocol";
import type { Effect } from "../../../../src/core/effect.ts";
import { HubCore } from "../../../../src/core/hub-core.ts";
import { NOBODY } from "../../../../src/core/input.ts";
import { payloadOf } from "../../../../src/payload.ts";
import { SimulatedBroker } from "../../../engine/support/simulated-broker.ts";
import { outletOf, writtenBy } from "../outlets.ts";
import { RuleClient } from "../rule-client.ts";
import { CHANNELS, type MakeCore, optionsOf } from "../schedule-world.ts";
import { Violation } from "../violation.ts";
import { Chronicle } from "./chronicle.ts";
import { SimulatedNode } from "./node.ts";
import { ClientPublishes } from "./publishers.ts";

const NODES = 3;
const CLIENTS = 4;
const NAMES = Object.keys(CHANNELS);

/** Bytes that may wait for a client: a few messages. */
const MOST = 500;

interface Member {
  readonly client: RuleClient;
  readonly publishes: ClientPublishes;
  node: SimulatedNode | undefined;
}

export class NodesWorld {
  readonly #random: SeededRandom;
  readonly #broker = new SimulatedBroker((channel, life) => `${life}${channel}`);
  readonly #chronicle = new Chronicle(this.#broker);
  readonly #nodes: SimulatedNode[] = [];
  readonly #members: Member[] = [];
  /** What has happened, for whoever wants to know that it did. */
  readonly reached = new Set<string>();
  #count = 0;
  #time = 0;
  #isSaved = false;
  #isCalm = false;

  constructor(random: SeededRandom, make: MakeCore = (options) => new HubCore(options)) {
    this.#random = random;
    const world = {
      random,
      broker: this.#broker,
      chronicle: this.#chronicle,
      isCalm: () => this.#isCalm,
      nextTime: () => ++this.#time,
      perform: (effect: Effect, node: SimulatedNode) => this.#perform(effect, node),
      make: () => make(optionsOf(MOST, (id) => this.#memberOf(id)?.client.pending ?? 0)),
    };
    for (let count = 0; count < CLIENTS; count++) {
      const client = new RuleClient(random, NAMES, this.#chronicle);
      const publishes = new ClientPublishes(client, this.#chronicle, `p${count}`);
      this.#members.push({ client, publishes, node: undefined });
    }
    for (let count = 0; count < NODES; count++) this.#nodes.push(new SimulatedNode(world));
  }

  run(steps: number): void {
    for (let left = steps; left > 0; left--) this.#act();
    this.#settle();
  }

  // --- clients ---

  #memberOf(id: string): Member | undefined {
    return this.#members.find(({ client }) => client.isUp && client.id === id);
  }

  #perform(effect: Effect, node: SimulatedNode): void {
    for (const { client, text } of writtenBy(effect))
      this.#memberOf(client)?.client.fromHub.push(text);
    const member = "client" in effect ? this.#memberOf(effect.client) : undefined;
    if (member === undefined || member.node !== node) return;
    if (effect.type === "watch") member.client.isWatched = true;
    if (effect.type === "close") this.#cut(member);
  }

  #connect(member: Member): void {
    const id = `c${++this.#count}`;
    member.node = this.#random.pick(this.#nodes);
    member.client.opened(id);
    member.node.input({
      type: "connected",
      outlet: outletOf(id),
      identity: NOBODY,
      remoteAddress: "",
    });
  }

  /** The hub may take it for its own for a while. */
  #cut(member: Member): void {
    const { client, node, publishes } = member;
    client.lost();
    publishes.lost();
    member.node = undefined;
    node?.input({ type: "disconnected", client: client.id });
  }

  /** The hub reads a request of a client that it reads. */
  #request({ client, node }: Member): void {
    if (node === undefined || client.isWatched) return;
    for (const message of decodeFromClient(client.toHub.shift() ?? ""))
      node.input({ type: "received", client: client.id, message });
  }

  #deliver({ client, node }: Member): void {
    if (node === undefined) return;
    client.take();
    if (!client.isWatched || client.pending > MOST / 4) return;
    client.isWatched = false;
    node.input({ type: "drained", client: client.id });
  }

  // --- what happens ---

  #act(): void {
    const dice = this.#random.next();
    const node = this.#random.pick(this.#nodes);
    const member = this.#random.pick(this.#members);
    if (dice < 0.12) this.#publish(this.#random.pick(NAMES));
    else if (dice < 0.16) member.publishes.add(this.#random.pick(NAMES));
    else if (dice < 0.2) member.publishes.send();
    else if (dice < 0.36) node.hear();
    else if (dice < 0.46) node.ask();
    else if (dice < 0.56) node.answer();
    else if (dice < 0.66) this.#request(member);
    else if (dice < 0.84) this.#deliver(member);
    else if (dice < 0.91) member.client.live(this.#random.chance(0.1));
    else if (dice < 0.94) this.#toggle(member);
    else if (dice < 0.95) node.retry();
    else if (dice < 0.955) this.#assign(member);
    else this.#fault(node);
  }

  /** Somebody publishes who is no client of a hub. */
  #publish(channel: string): void {
    const key = `a-${++this.#count}`;
    const payload = payloadOf({ type: "event", key, json: `"${key}"` });
    const { retention } = CHANNELS[channel] ?? {};
    this.#chronicle.publish({ channel, payload, time: ++this.#time, retention });
  }

  #toggle(member: Member): void {
    if (member.node === undefined) this.#connect(member);
    else if (this.#random.chance(0.3)) this.#cut(member);
  }

  /** The application of a node gives a channel to a client. */
  #assign({ client, node }: Member): void {
    if (node === undefined) return;
    const call = ++this.#count;
    node.calls.add(call);
    node.input({ type: "assign", target: client.id, channel: this.#random.pick(NAMES), call });
  }

  #fault(node: SimulatedNode): void {
    const fault = this.#random.pick(FAULTS);
    this.reached.add(fault);
    switch (fault) {
      case "a node is cut off":
        node.link.isCut = true;
        return;
      case "a node is no longer cut off":
        if (!node.isAway) node.link.isCut = false;
        return;
      case "tops are told":
        return this.#compare(node);
      case "a node is away or back":
        return node.isAway ? node.comeBack() : node.leave();
      case "a node is restarted":
        return this.#restart(node);
      case "the broker is away or back":
        return this.#toggleBroker();
      case "the broker is saved":
        this.#isSaved = true;
        return this.#broker.save();
      default:
        return this.#breakBroker(fault);
    }
  }

  #restart(node: SimulatedNode): void {
    for (const member of this.#members) if (member.node === node) this.#cut(member);
    node.start();
  }

  #compare(node: SimulatedNode): void {
    if (!node.isAway && !node.link.isCut) this.#broker.compare(node.link);
  }

  #toggleBroker(): void {
    const isAway = this.#nodes.some((node) => node.isAway);
    for (const node of this.#nodes)
      if (isAway && node.isAway) node.comeBack();
      else if (!isAway) node.leave();
  }

  /** Whether it was away for it or not. */
  #breakBroker(fault: (typeof FAULTS)[number]): void {
    if (this.#random.chance(0.6)) return;
    const isSeen = this.#random.chance(0.7);
    if (isSeen) for (const node of this.#nodes.filter(({ isAway }) => !isAway)) node.leave();
    if (fault === "the broker comes back empty") this.#chronicle.lose();
    // Without a word only who is told that it was away can know.
    else if (isSeen && this.#isSaved) this.#chronicle.restore(this.#random.chance(0.5));
    if (isSeen) for (const node of this.#nodes) node.comeBack();
  }

  // --- the end: no faults, and everything arrives by itself ---

  #settle(): void {
    this.#isCalm = true;
    for (const node of this.#nodes) {
      if (node.isAway) node.comeBack();
      node.link.isCut = false;
    }
    this.#rest();
    this.#checkTops("everything arrives without another message");
    for (const channel of NAMES) this.#publish(channel);
    this.#rest();
    this.#checkTops("everything arrives");
    for (const node of this.#nodes) this.#checkNode(node);
    const open = this.#members.reduce((sum, { publishes }) => sum + publishes.open, 0);
    if (open > 0) throw new Violation("each publish is acknowledged", `${open} are not`);
  }

  /** Everything that is under way arrives; then alarms ring, tops are told, and what that leads to arrives. */
  #rest(): void {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      for (const member of this.#members) {
        if (member.node === undefined) this.#connect(member);
        member.publishes.send();
      }
      this.#drain();
      for (const { client } of this.#members) client.live(true);
      for (const node of this.#nodes) {
        node.retry();
        if (cycle === 1) this.#compare(node);
      }
      this.#drain();
    }
  }

  #drain(): void {
    for (let round = 0; !this.#isQuiet(); round++) {
      if (round > 5_000) throw new Violation("what is under way comes to an end", "it does not");
      for (const node of this.#nodes) {
        node.hear();
        node.ask();
        node.answer();
      }
      for (const member of this.#members) {
        this.#request(member);
        this.#deliver(member);
        member.client.live(false);
      }
    }
  }

  #isQuiet(): boolean {
    return (
      this.#nodes.every((node) => node.isQuiet) &&
      this.#members.every(({ client }) => client.toHub.length + client.fromHub.length === 0) &&
      this.#members.every(({ client }) => client.readers.every(({ waiting }) => waiting === 0))
    );
  }

  #checkTops(invariant: string): void {
    for (const { client } of this.#members)
      for (const { channel, state } of client.readers) {
        const top = this.#broker.topOf(channel);
        const { epoch, offset, time } = state.position ?? {};
        const isThere = epoch === top.epoch && offset === top.offset;
        const isSame = time === undefined || top.time === undefined || time === top.time;
        if (!isThere || !isSame)
          throw new Violation(
            invariant,
            `${channel}: ${epoch} ${offset} ${time}, not ${top.epoch} ${top.offset} ${top.time}; ${JSON.stringify(state)}`,
          );
      }
  }

  #checkNode(node: SimulatedNode): void {
    if (node.isDegraded) throw new Violation("a hub whose engine is back is up", "it is degraded");
    if (node.calls.size > 0)
      throw new Violation("each call of the application is settled", [...node.calls].join());
  }
}

/** Enough for every refusal to be tried again. */
const CYCLES = 6;

const FAULTS = [
  "a node is cut off",
  "a node is no longer cut off",
  "tops are told",
  "a node is away or back",
  "a node is restarted",
  "the broker is away or back",
  "the broker is saved",
  "the broker comes back empty",
  "the broker comes back older",
] as const;
