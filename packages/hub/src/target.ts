// Which clients the application means.

import { ConfigError } from "@skep/core/base";
import type { Target } from "./core/input.ts";
import { type ClientPort, ConnectedClient, type HubClient } from "./hub-client.ts";

/** All clients of a user that are connected now. */
export interface UserClients {
  /** The `userId` that `authenticate` gave for them. */
  readonly user: string;
}

/** A client of another hub is refused: its id may be that of a client of this one. */
export function targetOf(client: HubClient | UserClients, hub: ClientPort): Target {
  if (client instanceof ConnectedClient && client.isOf(hub)) return client.id;
  const { user } = (client ?? {}) as Partial<UserClients>;
  if (typeof user === "string") return { user };
  throw new ConfigError("client", "a client of this hub, or { user: … }", undefined);
}
