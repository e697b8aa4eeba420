// How many connections there are: in all, of each address, of each user, and of those that are not yet let in.

import { addressBlock } from "./address-block.ts";

export interface ConnectionLimits {
  readonly connections: number;
  readonly connectionsPerUser: number;
  readonly connectionsPerAddress: number;
  /** Not yet let in: their upgrade is being decided about, or their first message has not come. */
  readonly upgrades: number;
}

export class ConnectionCounts {
  readonly limits: ConnectionLimits;
  // Bound: `connections`, as a count of 0 is deleted.
  /** Of IPv6, networks. */
  readonly addresses: Map<string, number> = new Map();
  readonly users: Map<string, number> = new Map();
  all = 0;
  upgrades = 0;

  constructor(limits: ConnectionLimits) {
    this.limits = limits;
  }

  /** The place of a connection that is not yet let in; or which limit has none left. */
  take(address: string): Place | "connections" | "connectionsPerAddress" | "upgrades" {
    const { connections, connectionsPerAddress, upgrades } = this.limits;
    if (this.upgrades >= upgrades) return "upgrades";
    if (this.all >= connections) return "connections";
    const block = addressBlock(address);
    if (!add(this.addresses, block, connectionsPerAddress)) return "connectionsPerAddress";
    this.all++;
    this.upgrades++;
    return new Place(this, block);
  }
}

/** One connection, as it is counted. */
export class Place {
  readonly #counts: ConnectionCounts;
  readonly #address: string;
  #user: string | undefined;
  #isLetIn = false;

  /** The address as it is counted. */
  constructor(counts: ConnectionCounts, address: string) {
    this.#counts = counts;
    this.#address = address;
  }

  /** It is let in, as this user where there is one; false where the user has as many as it may have. A second user is not counted. */
  letIn(userId: string | undefined): boolean {
    const { limits, users } = this.#counts;
    const isNew = userId !== undefined && this.#user === undefined;
    if (isNew && !add(users, userId, limits.connectionsPerUser)) return false;
    this.#user ??= userId;
    this.#endUpgrade();
    return true;
  }

  /** It is gone. Called once. */
  release(): void {
    this.#endUpgrade();
    this.#counts.all--;
    remove(this.#counts.addresses, this.#address);
    if (this.#user !== undefined) remove(this.#counts.users, this.#user);
  }

  #endUpgrade(): void {
    if (!this.#isLetIn) this.#counts.upgrades--;
    this.#isLetIn = true;
  }
}

function add(counts: Map<string, number>, key: string, most: number): boolean {
  const count = counts.get(key) ?? 0;
  if (count >= most) return false;
  counts.set(key, count + 1);
  return true;
}

function remove(counts: Map<string, number>, key: string): void {
  const count = counts.get(key) ?? 0;
  if (count > 1) counts.set(key, count - 1);
  else counts.delete(key);
}
