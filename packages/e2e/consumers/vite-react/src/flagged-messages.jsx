// Not what to write: a component that only notes that it is gone. Its reader waits on, and takes one message more.
import { useEffect, useState } from "react";

export function FlaggedMessages({ feed }) {
  const [heard, setHeard] = useState([]);
  useEffect(() => {
    let isGone = false;
    void (async () => {
      for await (const data of feed) {
        if (isGone) break;
        setHeard((former) => [...former, data]);
      }
    })();
    return () => void (isGone = true);
  }, [feed]);
  return <p>{heard.join(", ")}</p>;
}
