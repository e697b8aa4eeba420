// A hub that publishes whenever it is up, and says its port, each change of its status, and the offset of what it has published.
import { type Engine, Hub } from "@skep/hub";

export async function startPublishing(engine: Engine): Promise<void> {
  const history = { messages: 10, age: 60_000 };
  const hub = new Hub({ engine, namespaces: { room: { history } } });
  let count = 0;
  const publish = async (): Promise<void> => {
    const { offset } = await hub.publish("room:1", { count: ++count });
    console.log(`published ${offset}`);
  };
  hub.addEventListener("status", ({ status }) => {
    console.log(status);
    if (status === "up") void publish();
  });
  hub.addEventListener("error", () => {});
  const { port } = await hub.listen({ port: 0, host: "127.0.0.1" });
  console.log(`port ${port}`);
}
