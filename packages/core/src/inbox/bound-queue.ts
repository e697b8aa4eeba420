// The queue of a peer whose worker the application made: it is called back in the async context of its registration.

import type { RunInContext } from "../async-context.ts";
import { bound } from "../base/bound.ts";
import type { Peer } from "../peer.ts";
import type { Commons } from "./commons.ts";
import { PeerQueue } from "./peer-queue.ts";

export class BoundQueue extends PeerQueue {
  readonly #run: RunInContext;

  constructor(peer: Peer, commons: Commons, run: RunInContext) {
    super(peer, commons);
    this.#run = run;
  }

  override onResume(resume: () => void): void {
    super.onResume(bound(this.#run, resume));
  }

  override onFull(full: () => void): void {
    super.onFull(bound(this.#run, full));
  }
}
