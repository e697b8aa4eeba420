// Options that come from outside the program: the part that a file can hold. Their schemas are made from the tables of options.

import * as z from "zod/mini";
import { withheld } from "./base/quote.ts";
import { ConfigError } from "./errors.ts";
import { fill, valueAt } from "./options/check.ts";
import { checkHeaders, checkProtocols } from "./options/http.ts";
import type { HeaderFields } from "./options/host-options.ts";
import type {
  DialingOptions,
  EventOptions,
  PartialInboxOptions,
  PartialSessionOptions,
  RetryOptions,
} from "./options/options.ts";
import type { AnyRecord } from "./options/record.ts";
import { PEER, POOL } from "./options/pool-table.ts";
import { isRow, type Row, type Shape } from "./options/table.ts";
import { normalizeUrl } from "./url.ts";
import {
  atMost,
  OBJECT,
  requirementOf,
  unknownName,
  URL_OF_WEBSOCKET,
} from "./words/requirements.ts";

/** Session options without functions. */
export interface SessionConfig extends Omit<
  PartialSessionOptions,
  "retry" | "onOpen" | "ready" | "probe"
> {
  readonly retry?: Partial<Omit<RetryOptions, "classify">>;
}

/** Pool options that a file can hold: `new Pool({ ...config, logger })`. */
export interface PoolConfig extends SessionConfig {
  readonly inbox?: PartialInboxOptions;
  readonly events?: Partial<EventOptions>;
  readonly dialing?: Partial<DialingOptions>;
  readonly headers?: HeaderFields;
  readonly unref?: boolean;
}

/** Peer options that a file can hold: `pool.connect(config)`. */
export interface PeerConfig extends SessionConfig {
  readonly id?: string;
  readonly url: string;
  readonly protocols?: string | readonly string[];
  readonly headers?: HeaderFields;
}

/** What `https://standardschema.dev` asks of a schema, as far as it is offered here. */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "skep";
    readonly validate: (value: unknown) => StandardResult<Output>;
    readonly types?: { readonly input: unknown; readonly output: Output };
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/**
 * Pool options from outside the program, such as a file. Throws a `ConfigError` for the first that
 * cannot be used, and for what only a program can give: functions, transport, clock.
 */
export function parsePoolConfig(input: unknown): PoolConfig {
  return parse<PoolConfig>(poolSchema(), input);
}

/** Peer options from outside the program. Throws as `parsePoolConfig`. */
export function parsePeerConfig(input: unknown): PeerConfig {
  return parse<PeerConfig>(peerSchema(), input);
}

/** `parsePoolConfig` as a Standard Schema, which tells all that is wrong. */
export function poolConfigSchema(): StandardSchema<PoolConfig> {
  return standard(poolSchema());
}

/** `parsePeerConfig` as a Standard Schema, which tells all that is wrong. */
export function peerConfigSchema(): StandardSchema<PeerConfig> {
  return standard(peerSchema());
}

type Schema = z.ZodMiniType;

function poolSchema(): Schema {
  return branch(POOL, fill(POOL, {}, undefined, ""), "");
}

function peerSchema(): Schema {
  // A peer has no defaults of its own: options that it leaves out are those of its pool.
  return branch(PEER, {}, "");
}

/** The schema of the options of a shape that a file can hold. */
function branch(shape: Shape, defaults: AnyRecord, prefix: string): Schema {
  const fields: Record<string, Schema> = {};
  for (const [key, entry] of Object.entries(shape)) {
    const field = isRow(entry)
      ? leaf(entry, key)
      : branch(entry, (defaults[key] ?? {}) as AnyRecord, `${prefix}${key}.`);
    if (field) fields[key] = key === "url" ? field : z.optional(field);
  }
  const error: z.core.$ZodErrorMap = (issue) =>
    issue.code === "unrecognized_keys" ? unknownName(fields, issue.keys.join()) : OBJECT;
  return z.strictObject(fields, { error }).check(checkAtMost(shape, defaults, prefix));
}

/** The schema of one option; undefined for an option that a file cannot hold. */
function leaf(row: Row, key: string): Schema | undefined {
  const error = requirementOf(row);
  switch (row[0]) {
    case "ms":
    case "count":
    case "factor":
      return number(row, error);
    case "enum":
      return z.enum([...row[2]], { error });
    case "boolean":
      return z.boolean({ error });
    case "string":
      return z.string({ error }).check(z.minLength(1, { error }));
    case "url":
      return z.string({ error: URL_OF_WEBSOCKET }).check(checkedBy(normalizeUrl));
    case "protocols":
      return z.unknown().check(checkedBy((value) => checkProtocols(value, key)));
    case "headers":
      return z.unknown().check(checkedBy((value) => checkHeaders(value, key)));
    default:
      return undefined;
  }
}

function number([kind, , min, max]: Row & { 2: number; 3: number }, error: string): Schema {
  const finite = z.number({ error }).check(z.gte(min, { error }), z.lte(max, { error }));
  const whole = kind === "count" ? finite.check(z.multipleOf(1, { error })) : finite;
  return max === Infinity ? z.union([whole, z.literal(Infinity)], { error }) : whole;
}

/** A check of zod made of a function that throws. The thrown error becomes the issue, as it already leaves out secrets. */
function checkedBy<T>(check: (value: T) => unknown): z.core.$ZodCheck<T> {
  return z.check<T>((given) => {
    try {
      check(given.value);
    } catch (error) {
      given.issues.push({ code: "custom", input: given.value, params: { error } });
    }
  });
}

/** Checks that no option exceeds the option that limits it. */
function checkAtMost(
  shape: Shape,
  defaults: AnyRecord,
  prefix: string,
): z.core.$ZodCheck<AnyRecord> {
  return z.check<AnyRecord>(({ value: given, issues }) => {
    const at = (path: readonly string[]): unknown =>
      valueAt(given, path) ?? valueAt(defaults, path);
    for (const [key, entry] of Object.entries(shape)) {
      const limit = (entry as Row)[4];
      const most = limit && (at(limit.split(".")) as number);
      const value = given[key] as number;
      if (!(value > (most as number))) continue;
      const error = new ConfigError(prefix + key, atMost(limit as string, most), value);
      issues.push({ code: "custom", input: given, path: [key], params: { error } });
    }
  });
}

function parse<Output>(schema: Schema, input: unknown): Output {
  const { value, issues } = run<Output>(schema, input);
  if (issues) throw configError(issues[0]!, input);
  return value;
}

function standard<Output>(schema: Schema): StandardSchema<Output> {
  return {
    "~standard": {
      version: 1,
      vendor: "skep",
      validate(input) {
        const result = run<Output>(schema, input);
        if (!result.issues) return result;
        const described = result.issues.map((issue) => ({
          message: configError(issue, input).message,
          path: issue.path,
        }));
        return { issues: described };
      },
    },
  };
}

type Issue = z.core.$ZodIssue;

type Run<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly value?: undefined; readonly issues: readonly Issue[] };

function run<Output>(schema: Schema, input: unknown): Run<Output> {
  // Jitless: code that is compiled for one use costs more than it saves, and a strict CSP forbids it.
  const { data, error } = z.safeParse(schema, input, { jitless: true });
  return error ? { issues: error.issues.flatMap(perKey) } : { value: data as Output };
}

/** One issue for each name that is not known. */
function perKey(issue: Issue): Issue[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ ...issue, path: [...issue.path, key] }));
}

function configError(issue: Issue, input: unknown): ConfigError {
  if (issue.code === "custom") return issue.params?.error as ConfigError;
  const path = issue.path.join(".") || "options";
  const value = valueAt(input, issue.path);
  // Values of number and enum options may be shown, by the same rule as in `checkRow`.
  const mayBeShown = !(
    issue.code === "unrecognized_keys" ||
    ("expected" in issue && issue.expected === "object")
  );
  return new ConfigError(path, issue.message, mayBeShown ? value : withheld(value));
}
