// A test in CommonJS that hears a real server.
const { Connection } = require("skep/connection");

test("hears a server", async () => {
  const onOpen = (link) => link.send("x".repeat(1_000));
  const feed = new Connection(process.env.FEED_URL, { onOpen });
  const heard = [];
  for await (const data of feed) {
    heard.push(data.length);
    if (heard.length === 2) await feed.close();
  }
  expect(heard).toEqual([5, 1_000]);
});
