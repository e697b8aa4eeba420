// The service worker of an extension, with a pool: what it dials, and how often it probes, stands at the end of its name.
import { open } from "./pool.ts";

interface Runtime {
  readonly runtime: { getManifest(): { readonly description: string } };
}

const { runtime } = Reflect.get(globalThis, "chrome") as Runtime;
const { url, session } = JSON.parse(runtime.getManifest().description);
open(url, session);
