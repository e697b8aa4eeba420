// An app that hears a server while a peer of another origin hangs in its handshake.
// The command line of React Native writes this line itself.
// oxlint-disable-next-line import/no-unassigned-import -- it sets up the globals of React Native
import "react-native/Libraries/Core/InitializeCore";
import { Pool } from "skep";

const { report, feedUrl, hangingUrl } = globalThis;
/** Of an origin one handshake is under way at a time: a peer of another origin does not wait for it. */
const pool = new Pool({ dialing: { inFlight: 1 } });

pool.addEventListener("dialfailed", ({ id }) => report(`${id} failed`));
pool.connect({ id: "hanging", url: hangingUrl });
pool.connect({ id: "feed", url: feedUrl, onOpen: (link) => link.send("x".repeat(1_000)) });

async function read() {
  for await (const { data } of pool.inbox)
    report(data.length === 1_000 ? "an echo of 1000 characters" : data);
}

report(`URL: ${new URL(feedUrl).origin === "" ? "without origins" : "with origins"}`);
void read();
