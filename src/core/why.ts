/**
 * Why a task, an actor or a placement group is where it is: one cause out of this list, whoever is asked. A cause says
 * what has to happen next; the sentence that comes with it names the nodes, amounts and ids.
 */
export const CAUSES = {
  unknown: "nobody here knows it: a wrong id, or forgotten since",
  owner: "with its owner, which has not asked for a place yet",
  arguments: "its arguments are not there yet",
  infeasible: "no node that there is can ever hold it",
  noRoom: "what it asks for is in use by others",
  noNode: "there is no node it may be asked for on",
  placementGroup: "its placement group is not placed",
  workerCap: "as many workers of its kind run as there are CPUs",
  worker: "it has its resources and waits for a worker process",
  node: "a node was asked and has not answered",
  reserving: "its bundles are being reserved on their nodes",
  returning: "bundles of an earlier attempt are being given back",
  actor: "the actor it is for is not there",
  constructor: "its constructor runs",
  running: "nothing: it runs",
  ready: "nothing: it is there",
  finished: "nothing: it has finished",
  failed: "it has failed",
  dead: "it is dead",
  removed: "it was removed",
} as const;

export type Cause = keyof typeof CAUSES;

export interface Why {
  readonly cause: Cause;
  readonly text: string;
  /** How long that has been so, ms; null = not known. */
  readonly waitingMs: number | null;
}

export const isCause = (text: string): text is Cause => Object.hasOwn(CAUSES, text);
