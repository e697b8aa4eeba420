// What a client does with its session, from the first dial to the end: it greets, shows the token, reads, leaves. It knows no subscription.

import type { Clock, Timer } from "@skep/core/base";
import { encodeFromClient, type Failure, type FromHub, verdictOf } from "@skep/protocol";
import type { Session } from "skep/connection";
import type { ChannelClientOptions } from "./client-options.ts";
import { RefusedError } from "./errors.ts";
import type { LinkBegin, LinkEnd } from "./events.ts";
import { HubLink } from "./hub-link.ts";
import { withOwnNames } from "./option-names.ts";
import { type EndEvent, readSession } from "./read-session.ts";
import { type Frames, openSession, withVerdicts } from "./session.ts";
import { Token, withToken } from "./token.ts";
import { TokenRefresh } from "./token-refresh.ts";

/** The client, as its shell sees it. */
export interface ShellPort {
  readonly clock: Clock;
  random(): number;
  /** Requests are answered from now on, in this version. */
  up(version: 0 | 1): void;
  /** They no longer are. */
  down(): void;
  /** Called for a message of the hub that answers no request. */
  said(message: FromHub): void;
  /** The hub has accepted another token. */
  granted(): void;
  /** The token could not be had. */
  threw(error: unknown): void;
  /** `connected` is told once a link, when it is ready. */
  tell(type: "connected" | "disconnected" | "dialfailed", facts: LinkBegin | LinkEnd): void;
  /** Everything was read. With a cause, the session was given up. */
  ended(cause: unknown): void;
}

const OWN_NAMES = ["token", "tokenVia", "pool"];

const ANOTHER_PROTOCOL = "the hub speaks another version of the protocol";

export class ClientShell {
  readonly #port: ShellPort;
  readonly #token: Token;
  readonly #refresh: TokenRefresh;
  readonly #session: Session;
  readonly link: HubLink;
  /** Settles when everything was read, and all that waits has ended. */
  readonly #over: Promise<void>;
  #isConnected = false;
  /** Ends this link at the moment that was chosen for it. */
  #departure: Timer | undefined;
  #departsAt = Infinity;
  /** Why the client has ended this link by itself. */
  #why: string | undefined;
  /** Why this link is of no use, where the hub has answered. */
  #refusedFor = ANOTHER_PROTOCOL;
  /** The hub does not want this client. */
  #refusal: RefusedError | undefined;

  constructor(options: ChannelClientOptions, port: ShellPort) {
    const { token, tokenVia = "message", ...rest } = options;
    this.#port = port;
    this.#token = new Token(token, (error) => port.threw(error));
    const judged = withVerdicts(rest, this.#token.isRenewable);
    const [session, frames] = withOwnNames(OWN_NAMES, () =>
      openSession(withToken(judged, this.#token, tokenVia)),
    );
    this.#session = session;
    this.#refresh = this.#newRefresh();
    this.link = this.#newLink(tokenVia === "message");
    this.#over = this.#read(frames);
  }

  #newRefresh(): TokenRefresh {
    const port = this.#port;
    return new TokenRefresh({
      clock: port.clock,
      random: () => port.random(),
      granted: () => port.granted(),
      token: this.#token,
      authenticate: (token, answered) =>
        this.link.ask((id) => encodeFromClient({ type: "auth", id, token }), answered),
    });
  }

  #newLink(showsToken: boolean): HubLink {
    return new HubLink({
      clock: this.#port.clock,
      send: (text) => this.#session.send(text),
      leave: (within) => this.#leave(within, this.#refusedFor),
      token: () => (showsToken ? this.#token.latest : undefined),
      ready: (version) => this.#ready(version),
      down: () => this.#port.down(),
      said: (message) => this.#said(message),
      refused: (failure) => this.#refused(failure),
    });
  }

  /** Asks for another token; false where there is none. */
  renew(): boolean {
    this.#refresh.renew();
    return this.#token.isRenewable;
  }

  redial(within: number): void {
    this.#session.redial({ within });
  }

  /** Ends the session, and resolves when all that waits has ended. */
  async close(): Promise<void> {
    await this.#session.close();
    await this.#over;
  }

  // --- what the session tells ---

  async #read(frames: Frames): Promise<void> {
    const { link } = this;
    const port = this.#port;
    const cause = await readSession(this.#session, frames, port.clock, {
      connected: () => link.opened(),
      disconnected: (end) => this.#lost(end),
      dialFailed: (end) => port.tell("dialfailed", factsOf(end, undefined)),
      received: (frame) => link.received(frame),
    });
    this.#release();
    port.ended(this.#refusal ?? cause);
  }

  /** What belongs to the link that has ended. */
  #release(): void {
    this.#refresh.stop();
    this.#departure?.cancel();
    this.#departsAt = Infinity;
    this.#why = undefined;
    this.#refusedFor = ANOTHER_PROTOCOL;
  }

  /** A link that ends before the hub has answered was a dial in vain. */
  #lost(end: EndEvent): void {
    const facts = factsOf(end, this.#why);
    this.#release();
    this.link.lost();
    if (this.#isConnected) this.#port.tell("disconnected", facts);
    else if (end.cause.kind !== "stopped") this.#port.tell("dialfailed", facts);
    this.#isConnected = false;
  }

  // --- what the link tells ---

  #ready(version: 0 | 1): void {
    this.#port.up(version);
    this.#refresh.begin(this.link.welcome?.expires);
    // A hub that answers late has spoken v0 before.
    if (!this.#isConnected) {
      const { degraded = false, delivery } = this.link.welcome ?? {};
      const facts: LinkBegin = { degraded, delivery };
      this.#port.tell("connected", facts);
    }
    this.#isConnected = true;
  }

  #said(message: FromHub): void {
    if (message.type === "goaway")
      this.#leave(message.after, `the hub has asked its clients to leave (${message.code})`);
    else this.#port.said(message);
  }

  /**
   * Ends this link at a moment by chance within so many milliseconds, so that not all clients come back at once. Of several moments the
   * earliest counts. The next link has nothing to do with it.
   */
  #leave(within: number, why: string): void {
    const { clock } = this.#port;
    const delay = this.#port.random() * within;
    const departsAt = clock.now() + delay;
    if (departsAt >= this.#departsAt) return;
    this.#departure?.cancel();
    this.#departsAt = departsAt;
    this.#departure = clock.schedule(delay, () => {
      this.#why = why;
      this.redial(0);
    });
  }

  #refused({ code, text }: Failure): void {
    this.#refusedFor = `the hub has refused the client: ${code} (${text})`;
    const verdict = verdictOf(code);
    if (verdict === "later" || (verdict === "auth" && this.#token.isRenewable)) return;
    this.#refusal = new RefusedError("the client", code, text);
    void this.#session.close();
  }
}

/** A redial of the client's own has a reason that its session does not know. */
function factsOf({ reason, code, cause, retryIn }: EndEvent, why: string | undefined): LinkEnd {
  return { reason: cause.kind === "redial" ? (why ?? reason) : reason, code, cause, retryIn };
}
