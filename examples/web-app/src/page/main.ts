// The page: what it shows, where its feeds are read, and the wires between the two.

import { feedPath } from "../feeds.ts";
import { HOMES, homeNamed } from "../homes/home.ts";
import { Board } from "./board.ts";

const name = homeNamed(location.search);
document.querySelector(`[data-home="${name}"]`)?.setAttribute("aria-current", "true");

const board = new Board({
  // Without its server the page has other sorrows, and tells them.
  cut: (id) => void fetch(`${feedPath(id)}/cut`, { method: "POST" }).catch(() => {}),
  redial: (id) => home.wish({ type: "redial", id }),
});
const home = HOMES[name]((told) => board.take(told));
home.wish({ type: "join" });

// A shared worker outlives this page, and is not told when it goes; nor when it comes back from the cache.
addEventListener("pagehide", () => home.wish({ type: "leave" }));
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  board.forget();
  home.wish({ type: "join" });
});
