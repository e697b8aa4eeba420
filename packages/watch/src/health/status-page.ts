// The page that shows the services of a manager: one static file, which asks `status` beside it every two seconds.

/** Nothing from elsewhere, and nothing that a name or an error could smuggle in. Its own style and script are inline. */
export const STATUS_PAGE_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** Names and errors come from elsewhere: the script puts them in as text alone. */
export const STATUS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Services</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
#summary { margin: 0 0 1.25rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
li { border: 1px solid color-mix(in srgb, CanvasText 22%, transparent); border-left: .5rem solid var(--tone); border-radius: .4rem; padding: .6rem .9rem; }
li[data-state="ready"] { --tone: #1a7f37; }
li[data-state="down"] { --tone: #cf222e; }
li[data-state="unknown"] { --tone: #6e7781; }
li[data-degraded="true"], li[data-flapping="true"] { --tone: #bf8700; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.state { float: right; }
.more { margin: 0; font-size: .9rem; overflow-wrap: anywhere; }
.more:empty { display: none; }
#trouble { color: #cf222e; }
</style>
</head>
<body>
<main>
<h1>Services</h1>
<p id="summary" role="status">Asking …</p>
<p id="trouble" role="alert" hidden></p>
<ul id="services"></ul>
</main>
<template id="service">
<li><span class="state"></span><span class="name"></span><p class="more facts"></p><p class="more error"></p></li>
</template>
<script>
"use strict";
const rows = new Map();
const find = (selector, within = document) => within.querySelector(selector);
const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };

function stateOf(service) {
  const words = [service.state];
  if (service.state === "unknown" && service.reason && service.reason !== "undecided") words.push("(" + service.reason + ")");
  if (service.degraded) words.push("· degraded");
  if (service.flapping) words.push("· flapping");
  return words.join(" ");
}

function factsOf(service) {
  const facts = [];
  if (service.critical) facts.push("critical");
  if (service.depends_on) facts.push("needs " + service.depends_on);
  if (service.latency_ms !== null) facts.push(service.latency_ms + " ms");
  if (service.since) facts.push("since " + new Date(service.since).toLocaleString());
  if (service.last_check) facts.push("probed " + new Date(service.last_check).toLocaleTimeString());
  return facts.join(" · ");
}

function rowOf(name) {
  if (!rows.has(name)) rows.set(name, find("#service").content.cloneNode(true).firstElementChild);
  return rows.get(name);
}

function show(service) {
  const row = rowOf(service.name);
  row.dataset.state = service.state;
  row.dataset.degraded = service.degraded;
  row.dataset.flapping = service.flapping;
  write(find(".name", row), service.name);
  write(find(".state", row), stateOf(service));
  write(find(".facts", row), factsOf(service));
  write(find(".error", row), service.last_error || service.degraded_reason || "");
  return row;
}

function draw(report) {
  const services = Object.values(report.dependencies);
  for (const [name, row] of rows) if (!Object.hasOwn(report.dependencies, name)) { row.remove(); rows.delete(name); }
  services.sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = find("#services");
  services.map(show).forEach((row, at) => { if (list.children[at] !== row) list.insertBefore(row, list.children[at] || null); });
  const ready = services.filter((service) => service.ready).length;
  write(find("#summary"), report.status + ": " + ready + " of " + services.length + " are ready");
  document.title = report.status + " · Services";
}

function trouble(text) {
  const place = find("#trouble");
  place.hidden = text === "";
  write(place, text);
}

async function look() {
  try {
    const answer = await fetch("status", { cache: "no-store", signal: AbortSignal.timeout(10000) });
    draw(await answer.json());
    trouble("");
  } catch (error) {
    trouble("The program does not answer; what is shown is old (" + error.message + ").");
  }
  setTimeout(look, 2000);
}
void look();
</script>
</body>
</html>
`;
