// A connection at module level that is closed when its module is disposed of: as importers take the edit, it never is.
import { Connection } from "skep/connection";

const url = new URLSearchParams(location.search).get("url");

export const feed = new Connection(url);
import.meta.hot?.dispose(() => feed.close());

export const edition = "edition 0";
