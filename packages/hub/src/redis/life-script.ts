// The part that all scripts of a channel begin with: what is in its key, and whether that is still the same life. Lua, and its arguments.

/** Milliseconds that a channel to which nothing was published is remembered. Who subscribes to names at random fills nothing for longer. */
const UNPUBLISHED = 600_000;

export interface LifeOptions {
  /** That of a channel that begins with this call. No other call of anybody has the same one. */
  readonly epoch: string;
  /** Milliseconds that a channel is remembered after its last publish. */
  readonly ttl: number;
  /** What Redis has loaded from its disk is all that it had. */
  readonly trustPersistence: boolean;
  /** `mastersText` of those that are there: in a cluster, a key may have come from one of them. */
  readonly masters: string;
}

/** Of the `run_id` of each master: between blanks, so that a script finds one in it. */
export function mastersText(runIds: Iterable<string>): string {
  return ` ${[...new Set(runIds)].join(" ")} `;
}

/** The first arguments of each of these scripts. */
export function lifeArguments({ epoch, masters, trustPersistence, ttl }: LifeOptions): string[] {
  return [epoch, String(ttl), String(UNPUBLISHED), trustPersistence ? "*" : masters];
}

/**
 * A channel is one hash: `e` epoch, `r` run_id of the server that wrote it last, `s` when, `o` offset and `t` time of the newest message, `f` offset of the
 * oldest that is kept, `g` time of the one before that, `a` how long messages are kept, `m<offset>` a message: its time, when it was stored, its payload.
 * Keys of publishes: `k<key>` offset, time, end, digest; `q<number>` the keys in their order, from `h` to before `l`.
 *
 * A server that was started again may have lost what it had acknowledged, so what another `run_id` has written is another life. In a cluster a key may have
 * been moved here: it goes on where its last server is still a master, it was written after this server was started, so that it cannot have
 * come from the disk, and this server was never a replica. Two seconds more, as their clocks may differ.
 *
 * Time is that of the server: a hub whose clock is wrong must not trim what others have published.
 *
 * `INFO server` takes 6 µs, of 22 that a publish without history takes at the server, and of 39 with history and a key (Redis 7.0.15). Nothing
 * cheaper says inside a script which process runs it, and what a hub has learned before may be of another one. It is searched as plain text, as a
 * pattern takes one more.
 */
export const LIFE = `
local FRESH, TTL, UNPUBLISHED, TRUSTED = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local server = redis.call('INFO', 'server')
local _, before = string.find(server, 'run_id:', 1, true)
local run = string.match(server, '^%x+', before + 1)

local function moved(former, written)
  if TRUSTED == '*' then return true end
  if not string.find(TRUSTED, ' ' .. former .. ' ', 1, true) then return false end
  local started = now - 1000 * string.match(server, 'uptime_in_seconds:(%d+)')
  local replication = redis.call('INFO', 'replication')
  return written > started + 2000 and string.find(replication, 'master_replid2:0+%c') ~= nil
end

local function begin(key)
  redis.call('UNLINK', key)
  redis.call('HSET', key, 'e', FRESH, 'r', run, 's', now, 'o', 0, 't', '', 'f', 1, 'g', '', 'a', 0)
  redis.call('PEXPIRE', key, UNPUBLISHED)
  return { key = key, epoch = FRESH, offset = 0, time = '', first = 1, gone = '', age = 0, head = 1, tail = 1 }
end

local function open(key)
  local is = redis.call('HMGET', key, 'e', 'r', 's', 'o', 't', 'f', 'g', 'a', 'h', 'l')
  if not is[1] then return begin(key) end
  if is[2] ~= run then
    if not moved(is[2], tonumber(is[3])) then return begin(key) end
    redis.call('HSET', key, 'r', run)
  end
  return { key = key, epoch = is[1], offset = tonumber(is[4]), time = is[5], first = tonumber(is[6]), gone = is[7],
    age = tonumber(is[8]), head = tonumber(is[9] or 1), tail = tonumber(is[10] or 1) }
end

local function trim(c, least)
  if least <= c.first then return end
  c.gone = string.match(redis.call('HGET', c.key, 'm' .. (least - 1)) or '', '^%d+') or ''
  for from = c.first, least - 1, 1000 do
    local fields = {}
    for at = from, math.min(from + 999, least - 1) do fields[#fields + 1] = 'm' .. at end
    redis.call('HDEL', c.key, unpack(fields))
  end
  c.first = least
end

local function expire(c)
  local least = c.first
  while least <= c.offset do
    local stored = string.match(redis.call('HGET', c.key, 'm' .. least) or '', '^%d+ (%d+)')
    if stored and stored + c.age > now then break end
    least = least + 1
  end
  trim(c, least)
end

local function drop(c)
  local first = c.first
  expire(c)
  if c.first > first then redis.call('HSET', c.key, 'f', c.first, 'g', c.gone) end
end
`;
