// The order in which clients are listed.

import { expect, test } from "vitest";
import { byUser, type ClientPort, ConnectedClient } from "../src/hub-client.ts";

const PORT: ClientPort = { subscriptionsOf: () => [], send: () => {}, disconnect: () => {} };

function client(id: string, userId: string | undefined, remoteAddress: string): ConnectedClient {
  const made = new ConnectedClient(id, remoteAddress, PORT);
  made.identity = { userId, claims: {}, channels: [], expiresAt: undefined };
  return made;
}

test("clients are listed by user, those without one first, then by address", () => {
  const clients = [
    client("1", "bob", "10.0.0.2"),
    client("2", undefined, "10.0.0.9"),
    client("3", "ann", "10.0.0.1"),
    client("4", "bob", "10.0.0.1"),
    client("5", "", "10.0.0.1"),
    client("6", undefined, "10.0.0.1"),
    client("7", "bob", "10.0.0.1"),
  ];
  const order = ["6", "2", "5", "3", "4", "7", "1"];
  expect(clients.toSorted(byUser).map(({ id }) => id)).toEqual(order);
  const others = clients.toReversed().toSorted(byUser);
  expect(others.map(({ userId }) => userId)).toEqual(
    clients.toSorted(byUser).map(({ userId }) => userId),
  );
});
