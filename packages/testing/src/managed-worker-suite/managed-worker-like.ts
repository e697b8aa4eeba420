// The contract of a managed worker, as far as the suite needs it. The contract itself stands in its own package, which this one must not need.

export interface ExitLike {
  readonly status: string;
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
  readonly error?: unknown;
}

export interface WorkerStateLike {
  readonly name: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly children: readonly WorkerStateLike[];
}

export interface StatusChangeLike {
  readonly path: readonly string[];
  readonly previous: string;
  readonly status: string;
}

export interface HandoverLike {
  readonly resumeId: string;
  readonly previousExit?: ExitLike | undefined;
}

export interface ManagedWorkerLike {
  readonly name: string;
  start(context?: {
    readonly signal?: AbortSignal | undefined;
    readonly env?: Readonly<Record<string, string>> | undefined;
    readonly handover?: HandoverLike | undefined;
  }): Promise<void>;
  stop(options?: {
    readonly signal?: AbortSignal | undefined;
    readonly timeout?: number | undefined;
  }): Promise<ExitLike>;
  wait(options?: { readonly signal?: AbortSignal | undefined }): Promise<ExitLike>;
  state(): WorkerStateLike;
  toString(): string;
  suspend?(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  resume?(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  subscribe?(listener: (change: StatusChangeLike) => void): () => void;
}
