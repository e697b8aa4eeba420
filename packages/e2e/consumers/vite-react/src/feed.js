// A connection at module level: an edit of this module, or of one that it imports, finds the one that is open.
import { Connection } from "skep/connection";

const url = new URLSearchParams(location.search).get("url");

export const feed = import.meta.hot?.data.feed ?? new Connection(url);
if (import.meta.hot) import.meta.hot.data.feed = feed;

export const edition = "edition 0";
