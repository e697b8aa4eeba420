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

/** What is no list of containers is an empty one. An engine that filters otherwise lists others, too: what is removed has to have the labels. */
export function listedOf(body: unknown, { name, tree }: DockerSettings): ListedContainer[] {
  if (!Array.isArray(body)) return [];
  return body.flatMap((item: unknown) => {
    const id = idOf(item);
    const labels = Object((Object(item) as { Labels?: unknown }).Labels) as Record<string, unknown>;
    const owner = labels[OWNER];
    if (id === undefined || labels[TREE] !== tree || labels[NAME] !== name) return [];
    return [{ id, owner: typeof owner === "string" ? owner : undefined }];
  });
}

/** Of a container that is listed, or was made. Undefined for what cannot stand in a path. */
export function idOf(body: unknown): string | undefined {
  const { Id } = Object(body) as { Id?: unknown };
  return typeof Id === "string" && /^\w+$/.test(Id) ? Id : undefined;
}
