// The engine over Redis on trial: a prefix of its own on one server, connections that can lose what they are told, and data that can be made older.
import type { Engine } from "@skep/hub";
import { redisEngine, type RedisClientLike } from "@skep/hub/redis";
import type { EngineSuiteSubject } from "@skep/testing";
import { hurriedClock } from "./hurried-clock.ts";
import type { RedisUnderTest } from "./redis-server.ts";

let subjects = 0;

/** With this a server that hangs is noticed within a second and a half, and tops are compared four times a second. */
const FACTOR = 4;
const TOP_INTERVAL = 1_000;

/** Makes all that a script of the engine has stored older by so many milliseconds. */
const OLDER = `
local by = tonumber(ARGV[2])
for _, key in ipairs(redis.call('KEYS', '{' .. ARGV[1] .. ':*}:log:*')) do
  local fields = redis.call('HGETALL', key)
  for at = 1, #fields, 2 do
    local field, value = fields[at], fields[at + 1]
    local kind = string.sub(field, 1, 1)
    if kind == 'm' then
      local time, stored, payload = string.match(value, '^(%d+) (%d+) (.*)$')
      redis.call('HSET', key, field, time .. ' ' .. (stored - by) .. ' ' .. payload)
    elseif kind == 'k' then
      local offset, time, ends, digest = string.match(value, '^(%d+) (%d*) (%d+) (.*)$')
      redis.call('HSET', key, field, offset .. ' ' .. time .. ' ' .. (ends - by) .. ' ' .. digest)
    end
  end
end
`;

interface LosingClient {
  sSubscribe(channels: string[], listener: (text: string, name: string) => void): Promise<unknown>;
}

export class RedisSubject implements EngineSuiteSubject {
  readonly #redis: RedisUnderTest;
  readonly #prefix = `suite${++subjects}`;
  readonly engine: Engine;
  #isCut = false;

  constructor(redis: RedisUnderTest) {
    this.#redis = redis;
    this.engine = redisEngine(this.#losing(), {
      prefix: this.#prefix,
      clock: hurriedClock(FACTOR),
      topInterval: TOP_INTERVAL,
    });
  }

  /** A client whose subscriptions lose messages of channels while it is cut, and nothing else: the engine must not notice by its beats. */
  #losing(): RedisClientLike {
    const client = this.#redis.client() as { duplicate(overrides?: object): LosingClient };
    const duplicate = (overrides?: object): LosingClient => {
      const own = client.duplicate(overrides);
      const subscribe = own.sSubscribe.bind(own);
      own.sSubscribe = (channels, listener) =>
        subscribe(channels, (text, name) => {
          if (!this.#isCut || !name.includes(":live:")) listener(text, name);
        });
      return own;
    };
    return Object.create(client, { duplicate: { value: duplicate } }) as RedisClientLike;
  }

  async lose(): Promise<void> {
    await this.#redis.askAll("FLUSHALL");
  }

  save(): Promise<void> {
    return this.#redis.save();
  }

  restore(): Promise<void> {
    return this.#redis.restore();
  }

  cut(): void {
    this.#isCut = true;
  }

  heal(): void {
    this.#isCut = false;
  }

  stall(): void {
    this.#redis.pause();
  }

  resume(): void {
    this.#redis.resume();
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#redis.askAll("EVAL", OLDER, "0", this.#prefix, `${milliseconds}`);
  }
}
