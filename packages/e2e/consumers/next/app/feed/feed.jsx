// A component of the client that reads a feed while it is mounted; nothing dials while the server renders it.
"use client";

import { useEffect, useState } from "react";
import { Connection } from "skep/connection";

export function Feed({ url }) {
  const [heard, setHeard] = useState([]);
  useEffect(() => {
    const feed = new Connection(url, { onOpen: (link) => link.send("x".repeat(1_000)) });
    void (async () => {
      for await (const data of feed) setHeard((former) => [...former, shown(data)]);
    })();
    return () => void feed.close();
  }, [url]);
  return <p>{heard.join(", ")}</p>;
}

function shown(data) {
  return data.length === 1_000 ? "an echo of 1000 characters" : data;
}
