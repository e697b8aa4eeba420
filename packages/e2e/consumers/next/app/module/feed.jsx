// Not what to write: a module of the client runs on the server, too, so this one dials while the page is built.
"use client";

import { Connection } from "skep/connection";

const feed = new Connection(process.env.NEXT_PUBLIC_FEED_URL);

export function Feed() {
  return <p>{feed.state}</p>;
}
