// What docs/errors.md says of the errors of `@skep/supervise`. A code without words does not compile.
import type { SuperviseErrorCode } from "../../packages/supervise/src/index.ts";
import type { PackageErrorWords } from "./channel-errors.ts";

export const SUPERVISE_ERRORS: Readonly<Record<SuperviseErrorCode, PackageErrorWords>> = {
  ERR_SUPERVISE_STATE: {
    name: "WorkerStateError",
    means:
      "A method was called at a time when it cannot be, such as a second `start`. Nothing was changed.",
    todo: "Make another worker: each runs once.",
  },
  ERR_SUPERVISE_START: {
    name: "WorkerStartError",
    means: "A worker could not be started, or was not ready in time. Nothing of it runs.",
    todo: "See the `cause`.",
  },
  ERR_SUPERVISE_EXIT: {
    name: "WorkerExitError",
    means: "A worker has ended while something was expected of it.",
    todo: "See its `report`.",
  },
  ERR_SUPERVISE_CHILD: {
    name: "ChildError",
    means:
      "A supervisor has no child of this name, has one already, or has one that cannot be suspended.",
    todo: "Give each child a name of its own; for a suspension, see the `cause`.",
  },
  ERR_SUPERVISE_GAVE_UP: {
    name: "GaveUpError",
    means:
      "A supervisor has stopped its children and failed: they ended too often, or one of them was abandoned and may still run.",
    todo: "See why the child ends; raise `intensity` if that many restarts are meant.",
  },
  ERR_SUPERVISE_HYGIENE: {
    name: "HygieneError",
    means: "The level of hygiene that is required cannot be reached on this machine.",
    todo: 'Install what the message names, or ask for a lower level or `hygiene: "warn"`.',
  },
  ERR_SUPERVISE_CONTAINER: {
    name: "ContainerError",
    means: "The engine of containers did not do what it was asked, or cannot be reached.",
    todo: "See the message and the `cause`; look at the socket and at the rights of the process.",
  },
};
