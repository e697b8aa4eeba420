// A page that shows what a server says, for the bundler of Bun.
import { Connection } from "skep/connection";

const feed = new Connection(new URLSearchParams(location.search).get("url"));
for await (const data of feed) document.body.append(data);
