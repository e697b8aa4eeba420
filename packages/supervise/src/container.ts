// The entry point `@skep/supervise/container`: containers as workers, on Node, Deno and Bun.

export type {
  Container,
  ContainerCallOptions,
  ContainerDescription,
  ContainerExit,
  ContainerLine,
  ContainerStartContext,
  ContainerStatus,
  ContainerStopOptions,
} from "./container/container.ts";
export { type ContainerOptions, ContainerWorker } from "./container/container-worker.ts";
export { dockerContainer } from "./container/docker-container.ts";
export type { DockerContainerOptions } from "./container/docker-options.ts";
export {
  type FakeContainer,
  fakeContainer,
  type FakeContainerOptions,
} from "./container/fake-container.ts";
export type { OutputLines, ReadLinesOptions } from "./output/output-lines.ts";
