// The page: one client of the hub that it comes from, and a board that shows what is published there.

import { ChannelClient } from "@skep/channels";
import { HUB_PATH } from "../messages.ts";
import { Board } from "./board.ts";

const url = new URL(HUB_PATH, location.href);
url.protocol = url.protocol.replace("http", "ws");
// The hash is of the page.
url.hash = "";

const client = new ChannelClient({
  url: url.href,
  retry: { initialDelay: 250, maxDelay: 2_000 },
});
new Board(client).run();
