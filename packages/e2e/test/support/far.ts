// A pool and its server on two ends of a cable, and what is asked of them when the way between them fails.
import type { ExpectStatic } from "vitest";
import { Cable } from "./cable.ts";
import { CountingServer } from "./counting-server.ts";
import { DistantPool } from "./distant-pool.ts";
import type { PoolingJob } from "./programs/pooling.ts";
import { eventually, sleep, type Stage } from "./stage.ts";

/** To the next deadline on the grid of the pool's clock, and for a busy machine. */
export const GRACE = 100 + 2_400;
export const KEEPALIVE = 1_500;
/** Less than the second after which a kernel asks again, so that a dial of the dark is not answered late. */
export const DIAL = 800;
/** Between two dials, of a pool that was not told otherwise. */
export const DELAY = 50;
const PING = 400;
const SESSION = { keepaliveTimeout: KEEPALIVE, pingInterval: PING, dialTimeout: DIAL };

export interface FarOptions extends Omit<PoolingJob, "urls"> {
  /** Where it is not to be laid for this. */
  readonly cable?: Cable;
  readonly peers?: readonly string[];
  /** Milliseconds after which the server asks for a sign of life, and judges the last. */
  readonly patience?: number;
}

export class Far {
  readonly cable: Cable;
  readonly server: CountingServer;
  readonly pool: DistantPool;
  /** Links that the server saw before all were connected, and that the pool had given up: on a busy machine a first dial may take too long. */
  #early = 0;

  private constructor(cable: Cable, server: CountingServer, pool: DistantPool) {
    this.cable = cable;
    this.server = server;
    this.pool = pool;
  }

  /** Without the names of peers, of one that is called `a`. */
  static async start(stage: Stage, options: FarOptions = {}): Promise<Far> {
    const { peers = ["a"], cable = await Cable.laid(stage), session, patience, ...job } = options;
    const server = await CountingServer.start(stage, cable.host, patience);
    const urls = Object.fromEntries(peers.map((id) => [id, server.url + id]));
    const whole = { ...job, urls, session: { ...SESSION, ...session } };
    return new Far(cable, server, await DistantPool.start(stage, cable, whole));
  }

  /** In the middle of a quiet life: some pings have passed. */
  static async connected(stage: Stage, options: FarOptions = {}): Promise<Far> {
    const far = await Far.start(stage, options);
    const { peers = ["a"] } = options;
    await Promise.all(peers.map((id) => far.pool.until("connected", id)));
    await eventually(() => far.server.pinged >= 2);
    far.#early = far.server.opened.length - peers.length;
    return far;
  }

  /** The link is given up over its silence, in time; how long that took. */
  async silence(expect: ExpectStatic, cutAt: number): Promise<number> {
    const { at, cause } = await this.pool.until("disconnected");
    expect(cause).toMatchObject({ phase: "live", kind: "keepalive" });
    expect(at - cutAt).toBeLessThanOrEqual(KEEPALIVE + GRACE);
    // The last sign of life came within one interval before, which is spread by a tenth.
    expect(at - cutAt).toBeGreaterThan(KEEPALIVE - PING * 1.1 - 250);
    return at - cutAt;
  }

  /** It is back, by one dial, in time; the server is left with one link, and nothing else is told. */
  async back(expect: ExpectStatic, healedAt: number): Promise<number> {
    const { at } = await this.pool.until("connected", "a", 2);
    // A dial that began in the dark has to end before.
    expect(at - healedAt).toBeLessThanOrEqual(DIAL + DELAY + GRACE);
    await this.server.untilLive(1);
    // Longer than any timer of the old link.
    await sleep(KEEPALIVE + GRACE);
    const links = this.pool.types("a").filter((type) => type !== "dialfailed");
    expect(links).toEqual(["connected", "disconnected", "connected"]);
    this.counted(expect, 2, healedAt);
    return at - healedAt;
  }

  /** One link is alive, of so many that were opened. */
  counted(expect: ExpectStatic, links: number, healedAt: number): void {
    expect(this.server.live).toBe(1);
    // A dial may have been answered and given up in the same moment.
    const late = this.pool.of("dialfailed").filter(({ at }) => at >= healedAt).length;
    expect(this.server.opened.length).toBeGreaterThanOrEqual(links + this.#early);
    expect(this.server.opened.length).toBeLessThanOrEqual(links + late + this.#early);
  }
}
