// A pool in a page or a worker.
import { type PartialSessionOptions, Pool, type PoolOptions } from "skep";
import { PROBE, read, use, watch } from "./observed.ts";

let pool: Pool | undefined;

/** Dials the site, with a probe that it answers. */
export function open(
  url: string,
  session: PartialSessionOptions,
  environment?: PoolOptions["environment"],
): void {
  const opened = watched({ probe: PROBE, ...session, ...(environment && { environment }) });
  use(opened.connect({ id: "site", url }));
}

/** Dials many peers of one server, which say nothing. */
export function openMany(url: string, count: number): void {
  const opened = watched({});
  for (let at = 0; at < count; at++) opened.connect(`${url}${at}`);
}

/** Where a relative URL would be dialled. */
export function keyOf(url: string): string | undefined {
  return pool?.connect(url).id;
}

function watched(options: PoolOptions): Pool {
  pool = new Pool(options);
  watch(pool);
  void readAll(pool);
  return pool;
}

async function readAll({ inbox }: Pool): Promise<void> {
  for await (const { data } of inbox) read.push(String(data));
}
