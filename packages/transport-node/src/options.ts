// The options of the transport over ws, and their check by hand.

import { ConfigError } from "@skep/core";
import * as words from "./words.ts";

/** PEM text, PEM or DER bytes, or several of them. */
export type TlsMaterial = string | Uint8Array | readonly (string | Uint8Array)[];

/** What `nodeTransport` takes; everything may be left out. Types of Node are not named, as not everybody has them. */
export interface NodeTransportOptions {
  /** Makes the connections; of `node:http` for `ws:`, of `node:https` for `wss:`. Default: none, a connection for each dial. */
  readonly agent?: object;
  /** Certificate authorities to trust instead of the platform's. */
  readonly ca?: TlsMaterial;
  /** Client certificate, with its `key`. */
  readonly cert?: TlsMaterial;
  /** Private key of the client certificate. */
  readonly key?: TlsMaterial;
  /** Of the `key`. */
  readonly passphrase?: string;
  /** Default true. Without it anybody can play the server; for tests only. */
  readonly rejectUnauthorized?: boolean;
  /** The name to ask for in TLS, and to find in the certificate. Default: the host of the URL. */
  readonly servername?: string;
  /** The own address to connect from. */
  readonly localAddress?: string;
  /** Resolves host names, as `dns.lookup` does, which is the default. */
  lookup?(hostname: string, options: LookupOptions, callback: LookupCallback): void;
  /** IPv4 alone, IPv6 alone, or both (0, the default). */
  readonly family?: 0 | 4 | 6;
  /**
   * Offers permessage-deflate (RFC 7692). Default false: it costs memory and time on each message, and
   * bytes that are being compressed must not change after `send`.
   */
  readonly perMessageDeflate?: boolean | CompressionOptions;
  /**
   * The largest header block of the answer to the upgrade, in bytes; a larger one ends the dial, and the reason names
   * this option. Default: the platform's own limit, 16 KiB on Node (see `--max-http-header-size`), Deno and Bun.
   */
  readonly maxHeaderSize?: number;
  /** Fragments of one message. Default: one for each 128 bytes of `readLimit`, at least 1,024. */
  readonly maxFragments?: number;
  /** Pieces in which one frame may arrive. Default as `maxFragments`. */
  readonly maxBufferedChunks?: number;
  /** Takes text as it comes: a tenth less work on small messages, for servers that are trusted. Default false. */
  readonly skipUTF8Validation?: boolean;
}

/** What a look-up is asked for. */
export interface LookupOptions {
  /** Addresses of this family alone; of both where it is 0 or left out. */
  readonly family?: number | "IPv4" | "IPv6";
  /** All addresses, and not only one. */
  readonly all?: boolean;
}

/** Takes one address with its family, or all of them where the options ask for `all`. */
export type LookupCallback = (
  error: Error | null,
  address: string | { address: string; family: number }[],
  family?: number,
) => void;

/** How to compress. What is left out is left to ws and the server. */
export interface CompressionOptions {
  /** Bytes from which a message is compressed. */
  readonly threshold?: number;
  /** The client compresses each message by itself (RFC 7692 7.1.1.2), which spares memory. */
  readonly clientNoContextTakeover?: boolean;
  /** The server is asked to compress each message by itself (RFC 7692 7.1.1.1). */
  readonly serverNoContextTakeover?: boolean;
  /** 8 to 15. */
  readonly clientMaxWindowBits?: number;
  /** 8 to 15. */
  readonly serverMaxWindowBits?: number;
}

type Check = readonly [requirement: string, isMet: (value: unknown) => boolean];

const BOOLEAN: Check = [words.BOOLEAN, (value) => typeof value === "boolean"];
const TEXT: Check = [words.TEXT, (value) => typeof value === "string" && value !== ""];
const COUNT: Check = [words.COUNT, whole(1, 2 ** 31 - 1)];
const WINDOW: Check = [words.WINDOW, whole(8, 15)];
const MATERIAL: Check = [words.MATERIAL, isMaterial];

const COMPRESSION: Record<keyof CompressionOptions, Check> = {
  threshold: [words.THRESHOLD, whole(0, 2 ** 31 - 1)],
  clientNoContextTakeover: BOOLEAN,
  serverNoContextTakeover: BOOLEAN,
  clientMaxWindowBits: WINDOW,
  serverMaxWindowBits: WINDOW,
};

const OPTIONS: Record<keyof NodeTransportOptions, Check> = {
  agent: [words.AGENT, isObject],
  ca: MATERIAL,
  cert: MATERIAL,
  key: MATERIAL,
  passphrase: TEXT,
  rejectUnauthorized: BOOLEAN,
  servername: [words.TEXT, (value) => typeof value === "string"],
  localAddress: TEXT,
  lookup: [words.FUNCTION, (value) => typeof value === "function"],
  family: [words.FAMILY, (value) => value === 0 || value === 4 || value === 6],
  perMessageDeflate: [words.COMPRESSION, (value) => typeof value === "boolean" || isObject(value)],
  maxHeaderSize: COUNT,
  maxFragments: COUNT,
  maxBufferedChunks: COUNT,
  skipUTF8Validation: BOOLEAN,
};

// Secrets, or something that may be one by mistake: errors do not repeat them, nor what options of other libraries hold.
const SECRET = ["ca", "cert", "key", "passphrase"];

const ROOT = "nodeTransport";

/** A frozen copy of the options that were given; throws a `ConfigError`. */
export function checkOptions(given: NodeTransportOptions): Readonly<NodeTransportOptions> {
  const options: NodeTransportOptions = fill(OPTIONS, given, ROOT);
  const { perMessageDeflate } = options;
  if (!isObject(perMessageDeflate)) return Object.freeze(options);
  const compression = fill(COMPRESSION, perMessageDeflate, `${ROOT}.perMessageDeflate`);
  return Object.freeze({ ...options, perMessageDeflate: compression });
}

function fill<T extends object>(table: Readonly<Record<string, Check>>, given: T, path: string): T {
  if (!isObject(given)) throw new ConfigError(path, words.OBJECT, given);
  const filled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) filled[name] = checked(table, name, value, `${path}.${name}`);
  }
  return filled as T;
}

function checked(
  table: Readonly<Record<string, Check>>,
  name: string,
  value: unknown,
  path: string,
): unknown {
  const check = Object.hasOwn(table, name) ? table[name] : undefined;
  if (check === undefined) throw new ConfigError(path, words.known(table), typeof value);
  const [requirement, isMet] = check;
  if (isMet(value)) return value;
  throw new ConfigError(path, requirement, SECRET.includes(name) ? typeof value : value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMaterial(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length > 0 && value.every(isMaterial)
    : value instanceof Uint8Array || (typeof value === "string" && value !== "");
}

function whole(min: number, max: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
