// The program for workerd: the same in a worker's test handler.
import { conform, platform } from "@skep/conformance/client";
import { defaultTransport } from "skep/transport";
import { proveChannels } from "./channels-suite.ts";
import { proveWatchers } from "./watch-suite.ts";

interface Bindings {
  readonly CONTROL: string;
  readonly HOME: string;
  readonly HUB: string;
}

export default {
  async test(_: unknown, { CONTROL: control, HOME: home, HUB: hub }: Bindings): Promise<void> {
    const { workerd } = platform;
    if (workerd === undefined) throw new Error("Nothing is known of workerd.");
    const report = await conform({ control, engine: workerd, transport: defaultTransport });
    const channels = await proveChannels(hub, defaultTransport);
    const watchers = await proveWatchers({ home, hub, transport: defaultTransport });
    await fetch(home, { method: "POST", body: JSON.stringify({ ...report, channels, watchers }) });
  },
};
