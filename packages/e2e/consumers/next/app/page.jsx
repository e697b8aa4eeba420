// A page of the server that hands the URL of its feed to a component of the client.
import { Feed } from "./feed/feed.jsx";

export const dynamic = "force-dynamic";

export default function Page() {
  return <Feed url={process.env.FEED_URL} />;
}
