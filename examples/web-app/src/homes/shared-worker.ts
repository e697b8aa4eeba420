// The shared worker: one pool, however many tabs look at it. Ports do not tell their end, so pages say `leave`.

import { PoolReader } from "../reader/pool-reader.ts";
import type { Told, Wish } from "../reader/told.ts";
import { openHost } from "./host.ts";

const audience = openHost(PoolReader);

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  const post = (told: Told): void => port.postMessage(told);
  port.addEventListener("message", ({ data }: MessageEvent<Wish>) => audience.fulfil(data, post));
  port.start();
});
