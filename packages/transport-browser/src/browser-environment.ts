// The signals of a page or a web worker: network, visibility, freezing. It tells what the platform says and
// knows nothing of what a session makes of it.

import type { Signal, Environment } from "@skep/core";

interface PlatformEvent {
  /** Of page transitions: the page goes into, or comes out of, the back-forward cache. */
  readonly persisted?: boolean;
}

interface EventSource {
  addEventListener?(
    type: string,
    listener: (event: PlatformEvent) => void,
    options: { signal: AbortSignal },
  ): void;
  /** Of a document. */
  readonly visibilityState?: string;
}

type Reading = (event: PlatformEvent, source: EventSource) => Signal | undefined;

/** HTML 7.4.6.2: a page that is not kept says goodbye for good, and then nobody is there to be told. */
const ofGlobal: Readonly<Record<string, Reading>> = {
  online: () => "online",
  offline: () => "offline",
  pagehide: ({ persisted }) => (persisted ? "frozen" : undefined),
  pageshow: ({ persisted }) => (persisted ? "woken" : undefined),
};

/** Page Lifecycle 4: `freeze` and `resume`, which Chromium alone has. */
const ofDocument: Readonly<Record<string, Reading>> = {
  visibilitychange: (_, { visibilityState }) =>
    visibilityState === "hidden" ? "hidden" : "visible",
  freeze: () => "frozen",
  resume: () => "woken",
};

/**
 * The signals of the page or worker that this runs in, for `PoolOptions.environment`.
 *
 * Attached to the platform while somebody listens. A page that is hidden already, or offline, says so at once. What a
 * platform does not have is not listened for: outside of pages there are only `online` and `offline`, and where
 * there are no events at all, none. Chromium tells workers neither of the two: let a page hand its signals over.
 */
export function browserEnvironment(): Environment {
  return {
    subscribe(listener) {
      const life = new AbortController();
      const { signal } = life;
      const attach = (source: EventSource | undefined, readings: typeof ofGlobal): void => {
        for (const [type, read] of Object.entries(readings))
          source?.addEventListener?.(type, (event) => tell(read(event, source)), { signal });
      };
      const tell = (told: Signal | undefined): void => {
        if (told !== undefined) listener(told);
      };
      const document = Reflect.get(globalThis, "document") as EventSource | undefined;
      const navigator = Reflect.get(globalThis, "navigator") as { onLine?: boolean } | undefined;
      attach(globalThis, ofGlobal);
      attach(document, ofDocument);
      if (document?.visibilityState === "hidden") tell("hidden");
      // HTML 9.8.2: false where the engine is sure of it. Node and workerd have a navigator that does not know.
      if (navigator?.onLine === false) tell("offline");
      return () => life.abort();
    },
  };
}
