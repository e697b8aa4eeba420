// B1 to B4: what a message costs to read from one peer that floods.

import { runClient, startServer } from "../processes.mjs";

/**
 * One benchmark of this kind: so many bytes of text or binary, read by these clients. The warm-up is long, as an engine
 * goes on compiling for seconds, on threads of its own that count as CPU of the process.
 */
export function receive({ kind, size, messages = 5_000_000, warmUp = 2_000_000, ...benchmark }) {
  return {
    baseline: "ws: handler",
    columns: [
      { key: "median", label: "ns a message" },
      { key: "best", label: "best window" },
      { key: "cpu", label: "CPU ns" },
      { key: "busy", label: "client busy", digits: 2 },
      { key: "source", label: "source busy", digits: 2 },
    ],
    ratios: [
      { key: "median", by: "paired", label: "× ws" },
      { key: "best", by: "best", label: "× ws, best" },
      { key: "cpu", by: "median", label: "× ws, CPU" },
    ],
    chart: { key: "cpu" },
    prepare: () => startServer("source/flood.mjs"),
    measure: (variant, server) => read(variant, server, { kind, size, messages, warmUp }),
    ...benchmark,
  };
}

async function read(
  { client, engine, flags, path = "/plain", share = 1, burst = 1 },
  server,
  { kind, size, ...amounts },
) {
  const url = `${server.url}${path}?kind=${kind}&size=${size}&burst=${burst}`;
  const messages = Math.round(amounts.messages * share);
  const warmUp = Math.round(amounts.warmUp * share);
  const [before, began] = [await server.ask("cpu"), performance.now()];
  const options = { client, url, kind, messages, warmUp };
  const figures = await runClient("clients/reader.mjs", options, { engine, flags });
  const after = await server.ask("cpu");
  const used = after.user + after.system - before.user - before.system;
  return { ...figures, source: used / ((performance.now() - began) * 1_000) };
}
