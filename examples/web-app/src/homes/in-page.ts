// The reader in the page itself: nothing to post, calls do.

import { ConnectionsReader } from "../reader/connections-reader.ts";
import { PoolReader } from "../reader/pool-reader.ts";
import type { Home, Listen } from "./home.ts";
import { openHost, type ReaderClass } from "./host.ts";

export function liveInPage(listen: Listen): Home {
  return live(PoolReader, listen);
}

/** Without a pool. */
export function liveAsConnections(listen: Listen): Home {
  return live(ConnectionsReader, listen);
}

function live(kind: ReaderClass, listen: Listen): Home {
  const audience = openHost(kind);
  return { wish: (wish) => audience.fulfil(wish, listen) };
}
