// How clients come to a hub: its acceptors ask its admission, and what is let in goes to its shell.

import { Acceptor } from "./acceptor/acceptor.ts";
import { Admission } from "./admission/admission.ts";
import type { FilledOptions } from "./hub-options.ts";
import type { HubShell } from "./hub-shell.ts";
import type { Lifecycle } from "./lifecycle.ts";

export function entranceOf(options: FilledOptions, life: Lifecycle, shell: HubShell): Acceptor {
  const admission = new Admission(options, {
    closedFor: () => life.closedFor(),
    accept: (link, visitor) => shell.accept(link, visitor),
    authFailed: (failure, request, error) =>
      shell.authFailed(failure, { remoteAddress: request.remoteAddress, error, request }),
    refused: (status) => shell.core.counters.refused(status),
  });
  return new Acceptor({
    maxPayload: options.limits.message,
    admit: (request, signal) => admission.admit(request, signal),
    clock: options.clock,
    silence: options.pongTimeout,
    failed: (error) => shell.failed(error),
  });
}
