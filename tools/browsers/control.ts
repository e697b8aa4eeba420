// Starts what engines without a server of their own are tested against, and tells them where it is.
import { ControlServer } from "@skep/conformance";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    control: string;
  }
}

export default async function control(project: TestProject): Promise<() => Promise<void>> {
  const server = await ControlServer.start();
  project.provide("control", server.url);
  return () => server.stop();
}
