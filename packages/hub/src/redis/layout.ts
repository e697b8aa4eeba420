// Where a channel is in Redis: its partition, its key, and the sharded channel on which it is told. Pure.

/**
 * Partitions of all channels. Those of one partition are in one slot of a Redis Cluster, so that a hub can ask for many of them at once. More of
 * them spread better over the nodes, fewer make larger questions; a cluster has rarely more than some dozens of nodes.
 */
export const PARTITIONS = 128;

/** FNV-1a over the characters, which are of ASCII; the same on every runtime. */
export function partitionOf(channel: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < channel.length; at++)
    hash = Math.imul(hash ^ channel.charCodeAt(at), 0x01000193) >>> 0;
  return hash % PARTITIONS;
}

/** What stands before all names of a partition. What is in braces alone decides about the slot. */
function home(prefix: string, partition: number): string {
  return `{${prefix}:${partition}}`;
}

/** All that Redis keeps of a channel is in this one key. */
export function keyOf(prefix: string, channel: string): string {
  return `${home(prefix, partitionOf(channel))}:log:${channel}`;
}

/** The sharded channel on which a channel is told. */
export function liveOf(prefix: string, channel: string): string {
  return `${home(prefix, partitionOf(channel))}${LIVE}${channel}`;
}

/** The channel of such a name; undefined for a beat. */
export function channelOf(live: string): string | undefined {
  const name = live.slice(live.indexOf("}") + 1);
  return name.startsWith(LIVE) ? name.slice(LIVE.length) : undefined;
}

const LIVE = ":live:";

/** The key, and the sharded channel, by which a session knows that a partition hears it. */
export function beatOf(prefix: string, partition: number, session: string): string {
  return `${home(prefix, partition)}:beat:${session}`;
}

/** Those of one partition together, in their order. */
export function byPartition(channels: Iterable<string>): string[][] {
  const groups = new Map<number, string[]>();
  for (const channel of channels) {
    const partition = partitionOf(channel);
    const group = groups.get(partition);
    if (group === undefined) groups.set(partition, [channel]);
    else group.push(channel);
  }
  return [...groups.values()];
}
