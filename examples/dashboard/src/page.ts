// The page: one static file, which asks for the figures of the pool twice a second and shows the status page beside them.

/** Nothing from elsewhere; its own style and script are inline, and the status page is of the same origin. */
export const PAGE_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'; base-uri 'none'";

export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Skep: dashboard</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
li { display: grid; grid-template-columns: 1fr auto; gap: .2rem 1rem; align-items: center; border: 1px solid color-mix(in srgb, CanvasText 22%, transparent); border-radius: .4rem; padding: .6rem .9rem; }
.name { font-weight: 600; }
.facts { font-variant-numeric: tabular-nums; }
button { grid-row: span 2; font: inherit; min-height: 2.75rem; min-width: 5rem; }
iframe { width: 100%; min-height: 32rem; border: 1px solid color-mix(in srgb, CanvasText 22%, transparent); border-radius: .4rem; }
</style>
</head>
<body>
<h1>A pool and its watchers</h1>
<main>
<section aria-labelledby="pool-title">
<h2 id="pool-title">The pool</h2>
<ul id="peers"></ul>
</section>
<section aria-labelledby="watch-title">
<h2 id="watch-title">Its watchers</h2>
<iframe src="health/page" title="The status of the services"></iframe>
</section>
</main>
<template id="peer"><li><span><span class="name"></span> · <span class="state"></span></span><button type="button"></button><span class="facts"></span></li></template>
<script>
"use strict";
const rows = new Map();
const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };

function rowOf(name) {
  if (!rows.has(name)) {
    const row = document.querySelector("#peer").content.cloneNode(true).firstElementChild;
    row.dataset.peer = name;
    row.querySelector("button").addEventListener("click", ({ target }) => void fetch("relays/" + name + "/" + target.dataset.act, { method: "POST" }));
    document.querySelector("#peers").append(row);
    rows.set(name, row);
  }
  return rows.get(name);
}

function show({ name, isRunning, state, messages, latest }) {
  const row = rowOf(name);
  const button = row.querySelector("button");
  button.dataset.act = isRunning ? "stop" : "start";
  write(button, isRunning ? "Stop" : "Start");
  write(row.querySelector(".name"), name);
  write(row.querySelector(".state"), state);
  write(row.querySelector(".facts"), messages + " prices" + (latest === "" ? "" : ", the last one " + latest));
}

async function look() {
  try {
    const answer = await fetch("pool", { cache: "no-store" });
    for (const peer of await answer.json()) show(peer);
  } catch {
    for (const row of rows.values()) write(row.querySelector(".state"), "the program is gone");
  }
  setTimeout(look, 500);
}
void look();
</script>
</body>
</html>
`;
