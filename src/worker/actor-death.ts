import { ErrorType, type TaskFailure } from "../core/core-worker/types.js";
import type { rpc } from "../wire/index.js";

/** Why calls to an actor fail, from what the head knows of its end. */
export function deathOf(name: string, cause: rpc.ActorDeathCause | null): TaskFailure {
  return { type: ErrorType.ACTOR_DIED, message: `The actor ${name} is dead: ${reasonOf(cause)}` };
}

function reasonOf(cause: rpc.ActorDeathCause | null): string {
  if (cause?.creationTaskFailureContext) {
    return `its constructor raised an exception.\n${cause.creationTaskFailureContext.formattedExceptionString}`;
  }
  const context =
    cause?.actorDiedErrorContext ??
    cause?.runtimeEnvFailedContext ??
    cause?.actorUnschedulableContext ??
    cause?.oomContext;
  return context?.errorMessage || "the head does not say why.";
}
