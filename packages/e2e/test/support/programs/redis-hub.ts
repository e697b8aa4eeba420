// A publishing hub over the Redis at this URL.
import { redisEngine } from "@skep/hub/redis";
import { createClient } from "redis";
import { startPublishing } from "./publishing-hub.ts";

const [, , url = ""] = process.argv;
await startPublishing(redisEngine(createClient({ url })));
