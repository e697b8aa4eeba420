// The clients of a hub, by id and by user.

import { expect, test } from "vitest";
import { Client } from "../../src/core/client.ts";
import { Clients } from "../../src/core/clients.ts";
import { NOBODY } from "../../src/core/input.ts";
import { outletOf } from "./support/outlets.ts";

function known(clients: Clients, id: string, userId: string | undefined): Client {
  const client = new Client(outletOf(id), "");
  clients.add(client);
  client.identity = { ...NOBODY, userId };
  clients.identified(client);
  return client;
}

test("clients are found by id and by user, as long as they are there", () => {
  const clients = new Clients();
  const [one, two, bob] = [
    known(clients, "1", "ada"),
    known(clients, "2", "ada"),
    known(clients, "3", "bob"),
  ];
  const nobody = known(clients, "4", undefined);
  const stranger = new Client(outletOf("5"), "");
  clients.add(stranger);
  expect([clients.size, [...clients.all()].length]).toEqual([5, 5]);
  expect([clients.of("1"), clients.of({ user: "ada" }), clients.of({ user: "bob" })]).toEqual([
    [one],
    [one, two],
    [bob],
  ]);
  expect([clients.of("6"), clients.of({ user: "" }), clients.of({ user: "eve" })]).toEqual([
    [],
    [],
    [],
  ]);
  for (const client of [one, nobody, stranger, bob, bob]) clients.delete(client);
  expect([clients.of({ user: "ada" }), clients.of({ user: "bob" }), clients.of("1")]).toEqual([
    [two],
    [],
    [],
  ]);
  expect(clients.size).toBe(1);
});
