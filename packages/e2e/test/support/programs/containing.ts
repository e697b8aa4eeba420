// Starts a container worker and says so, until it is killed.
import {
  ContainerWorker,
  dockerContainer,
  type DockerContainerOptions,
} from "@skep/supervise/container";
import { job, say } from "./say.ts";

const container = dockerContainer(job<DockerContainerOptions>());
await new ContainerWorker("job", container).start();
say({ started: container.id });
setInterval(() => {}, 1_000);
