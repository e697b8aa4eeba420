// What an engine has to show beside its transport: the packages over it, each by a suite of its own.
import type { Report, Score } from "@skep/conformance/client";
import { proveChannels } from "./channels-suite.ts";
import { proveSupervised } from "./supervise-suite.ts";
import { proveWatchers, type WatchScene } from "./watch-suite.ts";

/** As the page of runtimes calls them. */
export const PARTS = ["channels", "watchers", "supervised functions"] as const;

export type Parts = Readonly<Record<(typeof PARTS)[number], Score>>;

/** What an engine reports. */
export interface EngineReport extends Report {
  readonly parts: Parts;
}

export async function proveParts(scene: WatchScene): Promise<Parts> {
  return {
    channels: await proveChannels(scene.hub, scene.transport),
    watchers: await proveWatchers(scene),
    "supervised functions": await proveSupervised(),
  };
}
