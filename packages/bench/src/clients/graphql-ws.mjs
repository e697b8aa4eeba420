// graphql-ws: one subscription over ws.

import { createClient } from "graphql-ws";
import { Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  const client = createClient({ url, webSocketImpl: Plain, lazy: false });
  client.subscribe(
    { query: "subscription { m }" },
    {
      next: ({ data }) => data.m.length > 0 && count(1),
      error: (error) => console.error(error),
      complete() {},
    },
  );
}
