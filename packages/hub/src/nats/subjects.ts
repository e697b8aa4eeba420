// The subjects of channels: what is published to a stream, and what it tells. It knows no connection.

/** The subjects of one life of a stream. Each life has its own, so that nothing of another one is taken for its messages. */
export class Subjects {
  readonly #stored: string;
  readonly #told: string;

  /** `life` is a token of its own. */
  constructor(prefix: string, life: string) {
    this.#stored = `${prefix}.in.${life}`;
    this.#told = `${prefix}.out.${life}`;
  }

  /** All that the stream keeps. */
  get allStored(): string {
    return `${this.#stored}.>`;
  }

  /** All that the stream tells. */
  get allTold(): string {
    return `${this.#told}.>`;
  }

  /** Where a message for a channel is published to. */
  stored(channel: string): string {
    return `${this.#stored}.${tokensOf(channel)}`;
  }

  /** Where the stream tells the messages of a channel. */
  told(channel: string): string {
    return `${this.#told}.${tokensOf(channel)}`;
  }
}

/**
 * What a stream keeps beside its channels: nobody publishes to it, but no two streams may have one subject. So of several hubs that make a stream at
 * once, one succeeds, although each life has a name of its own.
 */
export function claimOf(prefix: string, name: string): string {
  return `${prefix}.claim.${name}`;
}

/** The life that a stream with this subject has; undefined where it is of another layout. */
export function lifeOf(prefix: string, subject: string | undefined): string | undefined {
  const [life, ...rest] = subject?.startsWith(`${prefix}.in.`)
    ? subject.slice(prefix.length + 4).split(".")
    : [];
  return rest.join(".") === ">" ? life : undefined;
}

/**
 * The parts of a channel's name between its colons are tokens, so that a wildcard can stand for one. `~` is in no name of a channel: what stands for
 * a point and for an empty part is taken for nothing else.
 */
function tokensOf(channel: string): string {
  return channel.split(":").map(tokenOf).join(".");
}

/** One part of a name, as a token. */
export function tokenOf(part: string): string {
  return part === "" ? "~e" : part.replaceAll(".", "~d");
}
