// A pool in a page or a worker, and all that it and the platform told, each with its time.
import { type PartialSessionOptions, type MessageData, Pool, type PoolOptions } from "skep";

interface Told {
  readonly type: string;
  readonly at: number;
}

type PageLike = EventTarget & { readonly visibilityState: string };

const ofGlobal = ["online", "offline", "pagehide", "pageshow"];
const ofDocument = ["visibilitychange", "freeze", "resume"];

/** To be asked at any time, as plain data. */
export const told: Told[] = [];
export const platform: Told[] = [];

let pool: Pool | undefined;

/** Dials, with a probe that the site answers. */
export function open(
  url: string,
  session: PartialSessionOptions,
  environment?: PoolOptions["environment"],
): void {
  const probe = { message: () => "there?", isAnswer: (data: unknown) => data === "here" };
  watched({ probe, ...session, ...(environment && { environment }) }).connect({
    id: "site",
    url,
  });
}

function watched(options: PoolOptions): Pool {
  pool = new Pool(options);
  for (const type of ["connected", "disconnected", "dialfailed", "retired"] as const)
    pool.addEventListener(type, (event) =>
      told.push({ type, at: event.at, ...("retryIn" in event && { retryIn: event.retryIn }) }),
    );
  return pool;
}

/** Dials many peers of one server, which say nothing. */
export function openMany(url: string, count: number): void {
  watched({});
  for (let at = 0; at < count; at++) pool?.connect(`${url}${at}`);
}

export function send(data: MessageData): Promise<void> {
  return pool === undefined
    ? Promise.reject(new Error("Nothing is open."))
    : pool.send("site", data);
}

/** Repeats it until it is sent, on whichever link. */
export async function deliver(data: MessageData): Promise<void> {
  for (;;) {
    await pool?.get("site")?.whenConnected();
    try {
      return await send(data);
    } catch {
      // Away: again when it is back.
    }
  }
}

/** Where a relative URL would be dialled. */
export function keyOf(url: string): string | undefined {
  return pool?.connect(url).id;
}

function listen(
  source: EventTarget | undefined,
  types: readonly string[],
  word: (event: Event) => string,
): void {
  for (const type of types)
    source?.addEventListener(type, (event) => platform.push({ type: word(event), at: Date.now() }));
}

const page = Reflect.get(globalThis, "document") as PageLike | undefined;
listen(globalThis, ofGlobal, (event) => {
  const kept = (event as Event & { persisted?: boolean }).persisted === true;
  return kept ? `${event.type} kept` : event.type;
});
listen(page, ofDocument, ({ type }) =>
  type === "visibilitychange" ? page!.visibilityState : type,
);
