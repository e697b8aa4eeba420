// One peer's wish to dial, as the limiter of its origin sees it. Types only.

/** Whose place it is. */
export interface PlaceHolder {
  /** A dial makes sense now: the origin answers again, or this peer is to probe it. Who has to stay away does not come. */
  reachable(): void;
}

export interface Place {
  /** Who asks; the prober is remembered by it. */
  readonly peer: PlaceHolder;
  /** It may be held while the origin is down. */
  readonly automatic: boolean;
  admitted(): void;
}
