// What a session and the platform told, each with its time, and what was read. It does not know whether a pool or a connection told it.
import type { MessageData, Session } from "skep";

interface Told {
  readonly type: string;
  readonly at: number;
}

/** What events of a pool and of a connection have in common. */
interface ToldEvent extends Event {
  readonly at: number;
  readonly retryIn?: number;
}

type PageLike = EventTarget & { readonly visibilityState: string };

const ofSession = ["connected", "disconnected", "dialfailed", "retired"];
const ofGlobal = ["online", "offline", "pagehide", "pageshow"];
const ofDocument = ["visibilitychange", "freeze", "resume"];

/** To be asked at any time, as plain data. */
export const told: Told[] = [];
export const platform: Told[] = [];
export const read: string[] = [];

/** The site answers it. */
export const PROBE = { message: () => "there?", isAnswer: (data: unknown) => data === "here" };

let current: Session | undefined;

/** The session that `send` and `deliver` are about. */
export function use(session: Session): void {
  current = session;
}

/** Keeps what a pool or a connection tells from now on. */
export function watch(source: EventTarget): void {
  listen(source, ofSession, ({ type, at, retryIn }) =>
    told.push({ type, at, ...(retryIn !== undefined && { retryIn }) }),
  );
}

export function send(data: MessageData): Promise<void> {
  return current?.send(data) ?? Promise.reject(new Error("Nothing is open."));
}

/** Repeats it until it is sent, on whichever link. */
export async function deliver(data: MessageData): Promise<void> {
  for (;;) {
    await current?.whenConnected();
    try {
      return await send(data);
    } catch {
      // Away: again when it is back.
    }
  }
}

function listen(
  source: EventTarget | undefined,
  types: readonly string[],
  keep: (event: ToldEvent) => void,
): void {
  for (const type of types) source?.addEventListener(type, (event) => keep(event as ToldEvent));
}

const heard = (type: string): number => platform.push({ type, at: Date.now() });
const page = Reflect.get(globalThis, "document") as PageLike | undefined;

listen(globalThis as unknown as EventTarget, ofGlobal, (event) => {
  const isKept = (event as Event & { persisted?: boolean }).persisted === true;
  heard(isKept ? `${event.type} kept` : event.type);
});
listen(page, ofDocument, ({ type }) =>
  heard(type === "visibilitychange" ? page!.visibilityState : type),
);
