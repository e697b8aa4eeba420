// What an engine is sent to make a container, and to find it again. Pure functions of options and owner.

import type { ContainerStartContext } from "./container.ts";
import type { DockerSettings } from "./docker-options.ts";
import { type Owner, ownerText } from "./owner.ts";

/** The labels by which a container is found again. */
export const TREE = "skep.tree";
export const NAME = "skep.name";
export const OWNER = "skep.owner";
export const RESUME_ID = "skep.resume-id";

/** The body of `POST /containers/create`. */
export function creationOf(
  settings: DockerSettings,
  { env, handover }: Pick<ContainerStartContext, "env" | "handover">,
  owner: Owner,
): Record<string, unknown> {
  const { command, create = {}, image, init, labels, name, stopSignal, tree } = settings;
  const own = { [TREE]: tree, [NAME]: name, [OWNER]: ownerText(owner) };
  const resumed = handover && { [RESUME_ID]: handover.resumeId };
  const variables = Object.entries({ ...settings.env, ...env });
  return {
    ...create,
    Image: image,
    Env: variables.map(([variable, value]) => `${variable}=${value}`),
    Labels: { ...labels, ...own, ...resumed },
    ...(command && { Cmd: command }),
    ...(stopSignal !== undefined && { StopSignal: stopSignal }),
    HostConfig: { ...(create["HostConfig"] as object | undefined), Init: init },
  };
}

/** Where all containers of this tree and name are listed, also those that have ended. */
export function listPath({ name, tree }: DockerSettings): string {
  const filters = JSON.stringify({ label: [`${TREE}=${tree}`, `${NAME}=${name}`] });
  return `/containers/json?all=true&filters=${encodeURIComponent(filters)}`;
}

/** One container of a list. */
export interface ListedContainer {
  readonly id: string;
  readonly owner: string | undefined;
}

/** What is no list of containers is an empty one. */
export function listedOf(body: unknown): ListedContainer[] {
  if (!Array.isArray(body)) return [];
  return body.flatMap((item: unknown) => {
    const { Id, Labels } = Object(item) as { Id?: unknown; Labels?: unknown };
    const owner = (Object(Labels) as Record<string, unknown>)[OWNER];
    if (typeof Id !== "string") return [];
    return [{ id: Id, owner: typeof owner === "string" ? owner : undefined }];
  });
}
