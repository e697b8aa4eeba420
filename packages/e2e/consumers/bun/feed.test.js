// A test of Bun's own runner that hears a real server.
import { expect, test } from "bun:test";
import { Connection } from "skep/connection";

test("hears a server", async () => {
  const feed = new Connection(process.env.FEED_URL);
  for await (const data of feed) {
    expect(data).toBe("hello");
    await feed.close();
  }
});
