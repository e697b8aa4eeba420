// A program that reads one connection in a loop, and catches nothing that the loop throws.
import { Connection, type ConnectionOptions } from "skep/connection";
import { job, say } from "./say.ts";

for await (const data of new Connection(job<ConnectionOptions>())) say({ data: String(data) });
say({ end: "of the loop" });
