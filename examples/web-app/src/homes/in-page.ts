// The reader in the page itself: nothing to post, calls do.

import type { Home, Listen } from "./home.ts";
import { openHost } from "./host.ts";

export function liveInPage(listen: Listen): Home {
  const audience = openHost();
  return { wish: (wish) => audience.fulfil(wish, listen) };
}
