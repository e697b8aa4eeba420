// A page that shows what a server says, and the echo of a message of a thousand characters.
import { Connection } from "skep/connection";

const url = new URLSearchParams(location.search).get("url");
const feed = new Connection(url, { onOpen: (link) => link.send("x".repeat(1_000)) });

for await (const data of feed) {
  const line = document.createElement("p");
  line.textContent = data.length === 1_000 ? "an echo of 1000 characters" : data;
  document.body.append(line);
}
