// What a message has to be in the build that a suite runs on: the sentence, or what a trimmed build has in its place.
import { PoolClosedError } from "../../packages/core/src/pool-errors.ts";

/** The suite runs on the words of `production`. */
const isTrimmed: boolean = new PoolClosedError().message === "ERR_POOL_CLOSED";

/**
 * The sentence, or its facts in a trimmed build. Of a `ConfigError` the facts are code, path and value, and are found in the
 * sentence, which may end anywhere behind the path.
 */
export function said(sentence: string, facts?: string): string {
  return isTrimmed ? (facts ?? configFacts(sentence)) : sentence;
}

function configFacts(sentence: string): string {
  const [, path, value] = /^(\S+) must\b.*?(?:, got (.*?)\.?)?$/s.exec(sentence) ?? [];
  if (path === undefined) throw new Error(`What are the facts of this? ${sentence}`);
  return `ERR_CONFIG ${path}${value === undefined ? "" : ` ${typeOf(value)}`}`;
}

/** How a trimmed build shows what a sentence shows. */
function typeOf(shown: string): string {
  return shown
    .replace(/^a function$/, "function")
    .replace(/^an (array|object).*$/, "object")
    .replace(/^(\d+)n$/, "$1");
}

/** The path that the message of a `ConfigError` names. */
export function pathIn(message: string): string | undefined {
  return isTrimmed ? message.split(" ")[1] : message.split(" must be ")[0];
}
