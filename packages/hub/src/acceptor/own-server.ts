// The server of a hub that listens by itself. Types only.

export interface Place {
  readonly port: number;
  readonly host?: string | undefined;
}

export interface OwnServer {
  readonly host: string;
  readonly port: number;
  /** Takes no more connections. */
  stop(): void;
  /** Ends the connections that are no links, and resolves when all are gone. */
  end(): Promise<void>;
}
