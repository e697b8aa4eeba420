// One pool for the process: an edit runs this module anew and finds the pool that is open.
import { Pool } from "skep";

export const edition = "edition 0";
export const pool = (globalThis.feedPool ??= new Pool());

pool.addEventListener("warning", ({ message }) => console.warn(`warning: ${message}`));
