// Hosts the one session of a connection: its services, its queue, its end. It knows no listener and no reader.

import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { onAbortUntil } from "../base/on-abort-until.ts";
import type { Admission } from "../dialing/admission.ts";
import { admitAtOnce } from "../dialing/admit-at-once.ts";
import type { Audience } from "../host/announcer.ts";
import type { CommonOptions, CommonParts, Host } from "../host/host.ts";
import type { SessionQueue } from "../host/session-queue.ts";
import { HostServices } from "../host/host-services.ts";
import { boundClose } from "../host/bound-close.ts";
import { makeInboxHost } from "../host/make-inbox-host.ts";
import { Registration } from "../host/registration.ts";
import { SessionHandle } from "../host/session-handle.ts";
import type { InboxHost } from "../inbox/inbox-host.ts";
import type { Data } from "../inbox/items.ts";
import { PeerQueues } from "../inbox/peer-queues.ts";
import { PeerWriter } from "../inbox/peer-writer.ts";
import type { ResolvedConnectionOptions } from "../options/resolve-connection.ts";
import type { CloseOptions, Peer } from "../peer.ts";
import type { PoolEvent } from "../pool/events.ts";
import { UNREAD_CONNECTION } from "../words/warnings.ts";
import { SessionWorker } from "../worker/session-worker.ts";
import { DATA_FORMAT } from "./data-format.ts";

/** The socket is paused when more messages than this wait: the default share of a pool's only busy peer. */
const CAPACITY = 1_024;

export class ConnectionHost implements Host {
  readonly options: CommonOptions;
  readonly common: CommonParts;
  readonly budget: MacrotaskBudget;
  readonly admission: Admission = admitAtOnce;
  /** Holds a single queue, that of the one session. */
  readonly queues: PeerQueues<Data>;
  readonly #services: HostServices;
  readonly #inboxHost: InboxHost;
  readonly #registration: Registration;
  #isClosing = false;

  constructor(options: ResolvedConnectionOptions, listeners: Pick<Audience, "hears" | "dispatch">) {
    const services = new HostServices(options, { component: "connection", keep, ...listeners });
    const { budget, clock, environment, logger } = services;
    const { id, url, protocols = [], headers, random, limit, maxPause, ...common } = options;
    this.#services = services;
    this.budget = budget;
    this.#inboxHost = makeInboxHost(services, options.binary, UNREAD_CONNECTION);
    const { burst } = this.#inboxHost;
    const bounds = { limit, maxPause, capacity: Math.min(CAPACITY, limit.messages) };
    const rule = { overflow: "disconnect", discard: false } as const;
    this.queues = new PeerQueues({ ...bounds, ...rule }, clock, DATA_FORMAT);
    this.options = common;
    this.common = { clock, burst, random, environment, logger };
    // Headers are those of its one session.
    const own = { id, url, protocols, ...(headers && { headers }) };
    this.#registration = new Registration(this, { options: own, address: undefined });
  }

  get session(): SessionHandle {
    return this.#registration.peer as unknown as SessionHandle;
  }

  start({ signal, transport }: ResolvedConnectionOptions): void {
    const registration = this.#registration;
    onAbortUntil(signal, registration.ended, () => void registration.close());
    registration.start();
    this.#services.warnings.ofTransport(transport);
  }

  // --- for its registration ---

  /** Makes the handle of the session. Records carry it as their `peer`; the connection removes it before listeners get the record. */
  handle(registration: Registration): Peer {
    return new SessionHandle(registration) as unknown as Peer;
  }

  openQueue(peer: Peer): SessionQueue {
    return new PeerWriter(this.queues, this.queues.open(peer, this.#inboxHost));
  }

  makeWorker(registration: Registration): SessionWorker {
    return new SessionWorker(registration);
  }

  tell(record: PoolEvent): void {
    this.#services.announcer.tell(record);
  }

  listenerThrew(error: unknown, event?: Event): void {
    this.#services.announcer.threw(error, event);
  }

  close(registration: Registration, options: CloseOptions): Promise<void> {
    if (this.#isClosing) {
      if (options.linger === undefined) registration.endLinger();
    } else {
      this.#isClosing = true;
      registration.stop(options);
    }
    boundClose(options, this.#services.clock, registration.ended, () => [registration]);
    return registration.ended;
  }

  workerEnded({ id, peer }: Registration, cause: unknown): void {
    const at = this.#services.clock.wall();
    // A listener of `retired` may close what is over: its loop throws all the same.
    const failure = this.#isClosing ? undefined : cause;
    if (!this.#isClosing)
      this.tell({ type: "retired", id, peer, at, dial: 0, cause, remaining: 0 });
    this.queues.end(failure);
    this.#services.release();
  }
}

/** A connection keeps no records. */
function keep(): void {}
