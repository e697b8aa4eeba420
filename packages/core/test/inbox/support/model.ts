// The inbox once more, as plain lists: what it should do, said in the slowest and plainest way.

import type { InboxOptions } from "../../../src/options/options.ts";

export class Broken extends Error {}

export function check(holds: boolean, law: string, facts?: unknown): asserts holds {
  if (!holds) throw new Broken(`${law}: ${JSON.stringify(facts)}`);
}

/** How much may wait of each busy peer. */
export interface Share {
  readonly messages: number;
  readonly bytes: number;
}

interface Load {
  readonly size: number;
  readonly bytes: number;
}

export function shareOf({ capacity, limit }: InboxOptions, peers: readonly Load[]): Share {
  const busy = peers.filter(({ size }) => size > 0).length;
  const messages = Math.min(Math.max(64, capacity / busy), limit.messages / (2 * busy));
  return { messages: Math.max(1, Math.floor(messages)), bytes: limit.bytes / (2 * busy) };
}

/** Whether so many times as much is still within the share. */
export function within(times: number, { size, bytes }: Load, share: Share): boolean {
  return times * size <= share.messages && times * bytes <= share.bytes;
}

/** One registration. Its messages are texts. */
export class ModelPeer {
  readonly id: string;
  readonly visible: string[] = [];
  readonly held: string[] = [];
  holding = false;
  ended = false;
  /** Told to stop, and not yet to go on. */
  waiting = false;
  cut = false;
  toldFull = false;
  /** When its pause has lasted for too long; and whether it has. */
  patience: number | undefined;
  overdue = false;
  /** Can be told without a write of its own. */
  readonly listens: boolean;
  received = 0;
  read = 0;
  readonly lost: Record<string, number> = {};
  /** What others were given since this one was last served or came to wait: [messages, batches]. */
  readonly others = new Map<string, [number, number]>();

  constructor(id: string, listens: boolean) {
    this.id = id;
    this.listens = listens;
  }

  get all(): string[] {
    return [...this.visible, ...this.held];
  }

  get size(): number {
    return this.visible.length + this.held.length;
  }

  get bytes(): number {
    return this.all.join("").length;
  }

  get dropped(): number {
    return Object.values(this.lost).reduce((sum, count) => sum + count, 0);
  }

  goOn(): void {
    this.waiting = this.overdue = false;
    this.patience = undefined;
    if (this.toldFull) this.cut = this.toldFull = false;
  }

  lose(why: string, count = 1): void {
    this.lost[why] = (this.lost[why] ?? 0) + count;
  }
}

export class Model {
  readonly options: InboxOptions;
  readonly peers: ModelPeer[] = [];
  ended = false;
  /** Somebody has read, or tried to. */
  used = false;
  taken = 0;
  grace = false;
  judging = false;

  constructor(options: InboxOptions) {
    this.options = options;
  }

  /** An inbox that nobody has ever read ends no link. */
  get replacesDisconnect(): boolean {
    return this.options.overflow === "disconnect" && !this.used;
  }

  get overflow(): InboxOptions["overflow"] {
    return this.replacesDisconnect ? "drop-oldest" : this.options.overflow;
  }

  get size(): number {
    return this.peers.reduce((sum, { size }) => sum + size, 0);
  }

  get bytes(): number {
    return this.peers.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get ready(): ModelPeer[] {
    return this.peers.filter(({ visible }) => visible.length > 0);
  }

  get share(): Share {
    return shareOf(this.options, this.peers);
  }

  /** A message that is handed over, or refused, is none of this one's business. */
  keep(peer: ModelPeer, text: string): void {
    if (peer.visible.length === 0) peer.others.clear();
    (peer.holding ? peer.held : peer.visible).push(text);
    if (this.size > this.mark && !this.judging) this.grace = true;
  }

  /** The oldest goes for what came. */
  dropOldest(peer: ModelPeer): void {
    (peer.visible.length > 0 ? peer.visible : peer.held).shift();
    peer.lose("overflow");
    this.fell();
  }

  /** Whether it fits; `hit` has to say which of the longest was hit. */
  makeRoom(writer: ModelPeer, bytes: number, hit: (longest: ModelPeer[]) => ModelPeer): boolean {
    const { overflow } = this;
    const { limit } = this.options;
    const deny = (): false => {
      if (overflow === "disconnect") writer.cut = true;
      return false;
    };
    if (bytes > limit.bytes) return deny();
    while (this.#isFull(bytes)) {
      const longest = this.#longest();
      if (!longest.includes(writer)) this.#hit(hit(longest));
      else if (overflow !== "drop-oldest") return deny();
      else this.#hit(hit([writer]));
    }
    return true;
  }

  /** The reader had its macrotask. */
  judge(hit: (longest: ModelPeer[]) => ModelPeer): void {
    if (!this.grace) return;
    this.grace = false;
    this.judging = true;
    while (this.size > this.options.limit.messages) this.#hit(hit(this.#longest()));
  }

  /** After something was removed. */
  fell(): void {
    if (this.size <= this.mark) this.grace = this.judging = false;
  }

  get mark(): number {
    return Math.min(this.options.capacity, this.options.limit.messages);
  }

  #isFull(bytes: number): boolean {
    const { limit } = this.options;
    return this.bytes + bytes > limit.bytes || (this.judging && this.size >= limit.messages);
  }

  #longest(): ModelPeer[] {
    const { limit } = this.options;
    const loadOf = (peer: ModelPeer): number =>
      peer.size / limit.messages + peer.bytes / limit.bytes;
    const most = Math.max(...this.peers.map(loadOf));
    return this.peers.filter((peer) => loadOf(peer) === most);
  }

  #hit(victim: ModelPeer): void {
    const { overflow } = this;
    const { visible, held } = victim;
    if (overflow === "drop-oldest") return this.dropOldest(victim);
    (held.length > 0 ? held : visible).pop();
    if (overflow === "disconnect") victim.cut = true;
    victim.lose("overflow");
    this.fell();
  }
}
