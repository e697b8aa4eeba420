// One feed: its links, what it says on them, the probe that it answers, and the cut.

import { WebSocket } from "ws";
import { type FeedId, PROBE } from "../src/feeds.ts";
import { wandering } from "./values.ts";

/** What a feed does on each of its links; and now and then to all of them. */
export interface Habit {
  readonly speak: (link: Link) => void;
  readonly live?: (feed: Feed) => void;
}

export interface Link {
  readonly socket: WebSocket;
  /** Says the next value, `times` in a row. */
  readonly say: (times?: number) => void;
  /** Again and again, and for the last time when the link is gone. */
  readonly every: (ms: number, act: () => void) => void;
  readonly after: (ms: number, act: () => void) => void;
  /** From now on it neither speaks nor hears, and nobody is told: it is half open. */
  readonly mute: () => void;
}

export class Feed {
  /** Refuses new links while it is true. */
  isAway = false;
  readonly #links = new Set<WebSocket>();
  readonly #habit: Habit;
  readonly #next: () => string;

  constructor(id: FeedId, habit: Habit) {
    this.#habit = habit;
    this.#next = wandering(id);
    habit.live?.(this);
  }

  welcome(socket: WebSocket): void {
    this.#links.add(socket);
    socket.on("error", () => {}); // An end is told by `close`.
    socket.on("close", () => this.#links.delete(socket));
    socket.on("message", (data: Buffer) => {
      if (data.toString() === PROBE.question) socket.send(PROBE.answer);
    });
    this.#habit.speak(linkOf(socket, this.#next));
  }

  /** Without a goodbye, as a broken network does it. */
  cut(): void {
    for (const socket of this.#links) socket.terminate();
  }

  sayGoodbye(code: number, reason: string): void {
    for (const socket of this.#links) socket.close(code, reason);
  }
}

function linkOf(socket: WebSocket, next: () => string): Link {
  let muted = false;
  const timers: NodeJS.Timeout[] = [];
  socket.on("close", () => timers.forEach(clearTimeout));
  return {
    socket,
    say(times = 1) {
      if (muted || socket.readyState !== WebSocket.OPEN) return;
      for (let left = times; left > 0; left--) socket.send(next());
    },
    every: (ms, act) => void timers.push(setInterval(act, ms)),
    after: (ms, act) => void timers.push(setTimeout(act, ms)),
    mute() {
      muted = true;
      socket.pause();
    },
  };
}
