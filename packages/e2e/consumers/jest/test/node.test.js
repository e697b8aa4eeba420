// CommonJS, as Jest has it by default, in the environment of Node.
const { Connection } = require("skep/connection");

test("hears a server", async () => {
  const feed = new Connection(process.env.FEED_URL);
  for await (const data of feed) {
    expect(data).toBe("hello");
    await feed.close();
  }
});
