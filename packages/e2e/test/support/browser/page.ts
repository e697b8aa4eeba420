// One tab of any browser, and what a test does to it.

export interface Page {
  /** Resolves when it is loaded. */
  visit(url: string): Promise<void>;
  /** Resolves when it has begun. */
  back(): Promise<void>;
  /** The value of an expression, awaited. Rejects with what it throws. */
  evaluate<T>(expression: string): Promise<T>;
  /** Takes its network away or gives it back, and the platform says so. */
  setOffline(isOffline: boolean): Promise<void>;
  /** As a user hides it. */
  hide(): Promise<void>;
  show(): Promise<void>;
}
