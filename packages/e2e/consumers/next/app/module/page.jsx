// A page that is made during the build.
import { Feed } from "./feed.jsx";

export default function Page() {
  return <Feed />;
}
