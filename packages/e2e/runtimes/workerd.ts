// The program for workerd: the same in a worker's test handler.
import { conform, platform } from "@skep/conformance/client";
import { defaultTransport } from "skep/transport";
import { proveParts } from "./parts.ts";

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
    const parts = await proveParts({ home, hub, transport: defaultTransport });
    await fetch(home, { method: "POST", body: JSON.stringify({ ...report, parts }) });
  },
};
