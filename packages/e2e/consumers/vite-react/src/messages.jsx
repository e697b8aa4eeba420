// A component that reads a connection while it is mounted, and shows all that it heard.
import { useEffect, useState } from "react";

export function Messages({ feed }) {
  const [heard, setHeard] = useState([]);
  useEffect(() => {
    const reader = feed[Symbol.asyncIterator]();
    void (async () => {
      for await (const data of reader) setHeard((former) => [...former, data]);
    })();
    return () => void reader.return();
  }, [feed]);
  return <p>{heard.join(", ")}</p>;
}
