// The dedicated worker: it reads the pool, and posts views and lines to its one page.

import type { Told, Wish } from "../reader/told.ts";
import { openHost } from "./host.ts";

const audience = openHost();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- nor is this
const post = (told: Told): void => globalThis.postMessage(told);

addEventListener("message", ({ data }: MessageEvent<Wish>) => audience.fulfil(data, post));
