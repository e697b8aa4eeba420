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
import { CALM, type LossName, type Plan, planOf } from "./plan.ts";
import { ClientPublishes } from "./publishers.ts";

const NODES = 3;
const CLIENTS = 4;
const NAMES = Object.keys(CHANNELS);

/** Bytes that may wait for a client: a few messages. */
const MOST = 500;

/** The most publications that are replayed. */
const REPLAY = 8;

/** Messages that a broker has lost which comes back older. */
const MOST_LOST = 12;

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
  readonly #plan: Plan;
  /** How often what has happened, for whoever wants to know that it did. */
  readonly reached: Record<string, number> = {};
  #count = 0;
  #time = 0;
  #isCalm = false;

  constructor(random: SeededRandom, make: MakeCore = (options) => new HubCore(options)) {
    this.#random = random;
    this.#plan = planOf(random, NAMES);
    const world = {
      random,
      broker: this.#broker,
      chronicle: this.#chronicle,
      plan: () => (this.#isCalm ? CALM : this.#plan),
      nextTime: () => ++this.#time,
      perform: (effect: Effect, node: SimulatedNode) => this.#perform(effect, node),
      make: () => make(optionsOf(MOST, (id) => this.#memberOf(id)?.client.pending ?? 0, REPLAY)),
    };
    for (let count = 0; count < CLIENTS; count++) {
      const client = new RuleClient(random, [...new Set(this.#plan.channels)], this.#chronicle);
      const publishes = new ClientPublishes(client, this.#chronicle, `p${count}`);
      this.#members.push({ client, publishes, node: undefined });
    }
    for (let count = 0; count < NODES; count++) this.#nodes.push(new SimulatedNode(world));
  }

  run(steps: number): void {
    this.#begin();
    for (let left = steps; left > 0; left--) this.#act();
    this.#settle();
    for (const { client } of this.#members)
      for (const { met } of client.readers) for (const name of met) this.#reach(name);
  }

  /** In half of all schedules everybody is there before something goes wrong. */
  #begin(): void {
    if (this.#random.chance(0.5)) return;
    this.#isCalm = true;
    this.#rest();
    this.#isCalm = false;
  }

  // --- clients ---

  #memberOf(id: string): Member | undefined {
    return this.#members.find(({ client }) => client.isUp && client.id === id);
  }

  #perform(effect: Effect, node: SimulatedNode): void {
    this.#reach(effect.type);
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
    if (dice < 0.12) this.#publish(this.#random.pick(this.#plan.channels));
    else if (dice < 0.16) member.publishes.add(this.#random.pick(this.#plan.channels));
    else if (dice < 0.2) member.publishes.send();
    else if (dice < 0.56) this.#move(node);
    else if (dice < 0.66) this.#few(() => this.#request(member));
    else if (dice < 0.84) this.#few(() => this.#deliver(member));
    else if (dice < 0.91) member.client.live(this.#random.chance(0.1));
    else if (dice < 0.92) node.retry();
    else if (dice < 0.93) this.#assign(member);
    if (
      member.node === undefined ? this.#random.chance(0.3) : this.#random.chance(this.#plan.moving)
    )
      this.#toggle(member);
    if (this.#random.chance(this.#plan.faults)) this.#fault(node);
    if (this.#random.chance(this.#plan.losses)) this.#lose();
    if (this.#random.chance(this.#plan.healing)) this.#heal(node);
  }

  /** Something between a node and the broker goes on. */
  #move(node: SimulatedNode): void {
    const { answering, hearing } = this.#isCalm ? CALM : this.#plan;
    const dice = this.#random.next();
    if (dice < 0.4) {
      if (this.#random.chance(hearing)) this.#few(() => node.hear());
    } else if (dice < 0.7) node.ask();
    else if (this.#random.chance(answering)) node.answer();
  }

  /** One time or some more. */
  #few(act: () => void): void {
    for (let left = 1 + this.#random.int(5); left > 0; left--) act();
  }

  #reach(name: string): void {
    this.reached[name] = (this.reached[name] ?? 0) + 1;
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
    else this.#cut(member);
  }

  /** The application of a node gives a channel to a client. */
  #assign({ client, node }: Member): void {
    if (node === undefined) return;
    const call = ++this.#count;
    node.calls.add(call);
    node.input({
      type: "assign",
      target: client.id,
      channel: this.#random.pick(this.#plan.channels),
      call,
    });
  }

  #fault(node: SimulatedNode): void {
    const fault = this.#random.pick(this.#plan.names);
    this.#reach(fault);
    switch (fault) {
      case "a node is cut off":
        node.link.isCut = true;
        return;
      case "tops are told":
        return this.#compare(node);
      case "a node is away":
        return this.#leave([node]);
      case "a node is restarted":
        return this.#restart(node);
      default:
        return this.#leave(this.#nodes);
    }
  }

  #leave(nodes: readonly SimulatedNode[]): void {
    for (const node of nodes) if (!node.isAway) node.leave();
  }

  /** An outage of this node ends. */
  #heal(node: SimulatedNode): void {
    if (node.isAway) node.comeBack();
    node.link.isCut = false;
  }

  #lose(): void {
    const loss = this.#random.pick(this.#plan.lossNames);
    this.#reach(loss);
    if (loss === "the broker is emptied and does not say so") this.#empty();
    else this.#breakBroker(loss);
  }

  #restart(node: SimulatedNode): void {
    for (const member of this.#members) if (member.node === node) this.#cut(member);
    node.start();
  }

  #compare(node: SimulatedNode): void {
    if (!node.isAway && !node.link.isCut) this.#broker.compare(node.link);
  }

  /** Nobody can know of it before the next message of a channel, or the next top. */
  #empty(): void {
    this.#chronicle.lose();
    for (const { link } of this.#nodes)
      for (const channel of link.channels) link.tails.add(channel);
  }

  /** What it has lost is seen by that it was away: each node is told so. */
  #breakBroker(loss: LossName): void {
    this.#leave(this.#nodes);
    if (loss === "the broker comes back empty") this.#chronicle.lose();
    else
      this.#chronicle.restore(
        1 + this.#random.int(MOST_LOST),
        loss === "the broker comes back older",
      );
    for (const node of this.#nodes) node.comeBack();
  }

  // --- the end: no faults, and everything arrives by itself ---

  #settle(): void {
    this.#isCalm = true;
    for (const node of this.#nodes) this.#heal(node);
    this.#rest();
    this.#checkTops("what was missed during an outage arrives by itself", ({ link }) => link.tails);
    for (const node of this.#nodes) this.#compare(node);
    this.#rest();
    this.#checkTops("everything arrives without another message");
    for (const channel of this.#plan.channels) this.#goOn(channel);
    this.#rest(true);
    this.#checkTops("everything arrives");
    for (const node of this.#nodes) this.#checkNode(node);
    const open = this.#members.reduce((sum, { publishes }) => sum + publishes.open, 0);
    if (open > 0) throw new Violation("each publish is acknowledged", `${open} are not`);
  }

  /** The channel goes on: of the first copies some are lost, and of the next ones none, which show it. */
  #goOn(channel: string): void {
    for (const { link } of this.#nodes) link.isCut = this.#random.chance(0.5);
    this.#publish(channel);
    for (const { link } of this.#nodes) link.isCut = false;
    for (let count = 0; count < 3; count++) {
      this.#publish(channel);
      for (const node of this.#nodes) this.#move(node);
    }
  }

  /** Everything that is under way arrives; then alarms ring, and what that leads to arrives. */
  #rest(isPublishing = false): void {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      for (const member of this.#members) {
        if (member.node === undefined) this.#connect(member);
        if (isPublishing) member.publishes.send();
      }
      this.#drain();
      for (const { client } of this.#members) client.live(true);
      for (const node of this.#nodes) node.retry();
      this.#drain();
    }
  }

  #drain(): void {
    for (let round = 0; !this.#isQuiet(); round++) {
      if (round > 5_000) throw new Violation("what is under way comes to an end", "it does not");
      for (const node of this.#nodes) this.#move(node);
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

  /** Except for channels that their node cannot know about. */
  #checkTops(
    invariant: string,
    exceptions = (_node: SimulatedNode): ReadonlySet<string> => NONE,
  ): void {
    for (const { client, node } of this.#members)
      for (const { channel, state } of client.readers) {
        if (node !== undefined && exceptions(node).has(channel)) continue;
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

const NONE: ReadonlySet<string> = new Set();

/** Enough for every refusal to be tried again. */
const CYCLES = 6;
