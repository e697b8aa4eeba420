// A connection by itself in a page or a worker.
import { Connection, type ConnectionOptions, type PartialSessionOptions } from "skep/connection";
import { PROBE, read, use, watch } from "./observed.ts";

/** Dials the site, with a probe that it answers. */
export function open(
  url: string,
  session: PartialSessionOptions,
  environment?: ConnectionOptions["environment"],
): void {
  const options = { probe: PROBE, ...session, ...(environment && { environment }) };
  const connection = new Connection(url, options);
  watch(connection);
  use(connection);
  void readAll(connection);
}

async function readAll(connection: Connection): Promise<void> {
  for await (const data of connection) read.push(String(data));
}
