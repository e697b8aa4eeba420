// The requests of the web where there is nobody to upgrade them. Bun and Deno themselves are tried with the built packages.

import { expect, test } from "vitest";
import { Hub } from "../../src/hub.ts";

test("a request of no known server is refused with an error that says what is missing", async () => {
  await using hub = new Hub();
  const request = new Request("http://hub.example/");
  await expect(hub.fetch(request, undefined as never)).rejects.toThrow(
    "server must be given as Bun.serve or Deno.serve give it",
  );
  await expect(
    hub.fetch(request, { remoteAddr: { transport: "tcp", hostname: "127.0.0.1" } }),
  ).rejects.toMatchObject({ code: "ERR_CONFIG", path: "server" });
});
