// A program that prints what a server says, and the echo of a message of a thousand characters.
import { Connection } from "skep/connection";

const feed = new Connection(process.argv[2], { onOpen: (link) => link.send("x".repeat(1_000)) });

async function read() {
  for await (const data of feed) {
    console.log(data.length === 1_000 ? "an echo of 1000 characters" : data);
    if (data.length === 1_000) await feed.close();
  }
}

void read();
