// What the page shows: which edition of the module of the connection is in force, and what was heard.
import { edition, feed } from "./disposed-feed.js";
import { Messages } from "./messages.jsx";

export function App() {
  return (
    <main>
      <h1>{edition}</h1>
      <Messages feed={feed} />
    </main>
  );
}
