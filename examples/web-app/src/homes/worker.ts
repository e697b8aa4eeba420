// The dedicated worker: it reads the pool, and posts views and lines to its one page.

import { PoolReader } from "../reader/pool-reader.ts";
import type { Told, Wish } from "../reader/told.ts";
import { openHost } from "./host.ts";

const audience = openHost(PoolReader);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- nor is this
const post = (told: Told): void => globalThis.postMessage(told);

addEventListener("message", ({ data }: MessageEvent<Wish>) => audience.fulfil(data, post));
