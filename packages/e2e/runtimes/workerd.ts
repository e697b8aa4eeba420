// The program for workerd: the same in a worker's test handler.
import { conform, platform } from "@skep/conformance/client";
import { defaultTransport } from "skep/transport";

interface Bindings {
  readonly CONTROL: string;
  readonly HOME: string;
}

export default {
  async test(_: unknown, { CONTROL: control, HOME: home }: Bindings): Promise<void> {
    const { workerd } = platform;
    if (workerd === undefined) throw new Error("Nothing is known of workerd.");
    const report = await conform({ control, engine: workerd, transport: defaultTransport });
    await fetch(home, { method: "POST", body: JSON.stringify(report) });
  },
};
