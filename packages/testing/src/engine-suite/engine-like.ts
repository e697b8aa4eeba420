// The engine port of a hub, as far as the suite needs it. The port itself stands in the hub's package, which this one must not need.

/** A position in a channel. */
export interface EnginePosition {
  readonly epoch: string;
  readonly offset: number;
  readonly time?: number | undefined;
}

export interface EngineMessageLike {
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
  readonly previous: number;
  readonly time: number;
  readonly payload: string;
}

export interface EngineRequest {
  readonly channel: string;
  readonly payload: string;
  readonly time: number;
  readonly retention?: { readonly messages: number; readonly age: number } | undefined;
  readonly key?:
    | { readonly text: string; readonly digest: string; readonly window: number }
    | undefined;
}

export interface EnginePublished {
  readonly outcome: "published" | "duplicate" | "conflict";
  readonly position: EnginePosition;
}

export interface EngineAnswer {
  readonly top: EnginePosition;
  readonly entries?: readonly EngineMessageLike[] | undefined;
  readonly gap?: string | undefined;
}

export type EngineRange =
  | { readonly after: EnginePosition; readonly limit: number }
  | { readonly last: number };

export interface EngineSessionLike {
  publish(request: EngineRequest): Promise<EnginePublished>;
  subscribe(channel: string): Promise<EnginePosition>;
  unsubscribe(channel: string): Promise<void>;
  read(channel: string, range: EngineRange): Promise<EngineAnswer>;
  close(): Promise<void>;
}

export interface EngineLike {
  open(listener: {
    message(message: EngineMessageLike): void;
    status(status: "up" | "down", reason?: unknown): void;
    top(channel: string, position: EnginePosition): void;
  }): Promise<EngineSessionLike>;
}
