// Pools, hubs, watchers and servers as workers, by their shape: this package needs none of theirs.

import { checkNames, checkNumber } from "@skep/core/base";
import type { ManagedWorker } from "../worker.ts";
import {
  type Open,
  type ResourceKind,
  type ResourceOptions,
  ResourceWorker,
} from "./resource-worker.ts";

/** A `Pool` of `skep`, or a `Connection`, by its shape. */
export interface PoolLike {
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** A pool as a worker. It is closed when it is stopped; one that the application closes has finished. */
export function fromPool(
  name: string,
  open: Open<PoolLike>,
  options: ResourceOptions = {},
): ManagedWorker {
  return new ResourceWorker(name, open, POOL, options);
}

const POOL: ResourceKind<PoolLike> = {
  type: "pool",
  watch(pool, exit) {
    let isWatched = true;
    void pool.closed.then(() => isWatched && exit());
    return () => (isWatched = false);
  },
  close: (pool) => pool.close(),
};

/** A `Hub` of `@skep/hub`, by its shape. */
export interface HubLike {
  readonly ready: Promise<void>;
  readonly status: string;
  addEventListener(type: "status", listener: () => void): void;
  removeEventListener(type: "status", listener: () => void): void;
  drain(options: { readonly over: number }): Promise<void>;
  close(): Promise<void>;
}

/** How a hub is run. */
export interface HubWorkerOptions extends ResourceOptions {
  /** Milliseconds over which its clients are asked to leave before it is closed; they are part of the time to stop. Default: 0, at once. */
  readonly drain?: number | undefined;
}

/**
 * A hub as a worker. It has started when its engine is ready, is drained and closed when it is stopped, and has finished where the application
 * closes it.
 */
export function fromHub(
  name: string,
  open: Open<HubLike>,
  options: HubWorkerOptions = {},
): ManagedWorker {
  checkNames(options, ["drain", "stopTimeout", "clock"]);
  const { drain: over = 0, ...others } = options;
  checkNumber("drain", over, 0);
  const close = async (hub: HubLike): Promise<void> => {
    if (over > 0) await hub.drain({ over });
    await hub.close();
  };
  return new ResourceWorker(name, open, { ...HUB, close }, others);
}

const HUB: Omit<ResourceKind<HubLike>, "close"> = {
  type: "hub",
  ready: (hub) => hub.ready,
  watch(hub, exit) {
    const listener = (): void => {
      if (hub.status === "closed") exit();
    };
    hub.addEventListener("status", listener);
    // It may have been closed before anybody listened.
    listener();
    return () => hub.removeEventListener("status", listener);
  },
};

/** A `Manager` of `@skep/watch`, by its shape. */
export interface WatchersLike {
  stop(): Promise<void>;
}

/** The watchers of one manager as a worker. They run until it is stopped. */
export function fromWatchers(
  name: string,
  open: Open<WatchersLike>,
  options: ResourceOptions = {},
): ManagedWorker {
  return new ResourceWorker(name, open, WATCHERS, options);
}

const WATCHERS: ResourceKind<WatchersLike> = {
  type: "watchers",
  close: (manager) => manager.stop(),
};
