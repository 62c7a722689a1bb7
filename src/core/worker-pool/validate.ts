import type { Children } from "./children.js";
import type { PoolState } from "./pool-state.js";
import type { Starts } from "./starts.js";
import { whyUnfit } from "./worker-record.js";

/** Every broken invariant of the pool, in words; empty when all hold (see the header of worker-pool.ts). */
export function findPoolProblems(state: PoolState, starts: Starts, children: Children): string[] {
  return [...workerProblems(state, children), ...idleProblems(state), ...startProblems(state, starts)];
}

function workerProblems(state: PoolState, children: Children): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const leases = new Set<string>();
  let ports = 0;
  for (const [key, worker] of state.workers) {
    const id = worker.workerId;
    check(key === id, `${id} is filed under ${key}`);
    check(!state.dead.has(id), `${id} is dead and alive`);
    if (worker.leaseId !== null) {
      check(!leases.has(worker.leaseId), `lease ${worker.leaseId} has two workers`);
      leases.add(worker.leaseId);
    }
    check(worker.state !== "leased" || worker.leaseId !== null, `${id} is leased to nobody`);
    check(worker.leaseId === null || worker.isAnnounced, `${id} has a lease before it announced itself`);
    check(
      worker.leaseId === null || ["leased", "exiting", "dying"].includes(worker.state),
      `${id} is ${worker.state} with a lease`,
    );
    check(
      worker.isRegistered || ["starting", "exiting"].includes(worker.state),
      `${id} is ${worker.state} unregistered`,
    );
    check(
      (worker.state === "dying") === (worker.evidenceDeadlineMs !== null),
      `${id} is ${worker.state} with evidence deadline ${worker.evidenceDeadlineMs}`,
    );
    check(
      worker.isAnnounced || !["idle", "leased", "running"].includes(worker.state),
      `${id} is ${worker.state} unannounced`,
    );
    if (worker.connectionId !== null) {
      check(state.byConnection.get(worker.connectionId) === worker, `${id} is not found by its connection`);
    }
    if (worker.assignedPort !== 0) {
      ports++;
      check(state.ports.isTaken(worker.assignedPort), `port ${worker.assignedPort} of ${id} counts as free`);
    }
    check(worker.kind === "DRIVER" || children.has(id), `${id} has no process`);
  }
  check(ports === state.ports.takenCount, `${state.ports.takenCount} ports are taken, workers have ${ports}`);
  for (const [connectionId, worker] of state.byConnection) {
    check(worker.connectionId === connectionId, `connection ${connectionId} leads to a worker that has another`);
    check(state.workers.get(worker.workerId) === worker, `connection ${connectionId} leads to a dead worker`);
  }
  return problems;
}

function idleProblems(state: PoolState): string[] {
  const problems: string[] = [];
  const idle = new Set(state.idle);
  if (idle.size !== state.idle.length) problems.push("a worker is idle twice");
  for (const worker of idle) {
    if (worker.state !== "idle") problems.push(`${worker.workerId} is among the idle and ${worker.state}`);
    if (state.workers.get(worker.workerId) !== worker) problems.push(`${worker.workerId} is idle and gone`);
  }
  for (const worker of state.workers.values()) {
    if (worker.state === "idle" && !idle.has(worker)) problems.push(`${worker.workerId} is idle but not listed`);
  }
  return problems;
}

function startProblems(state: PoolState, starts: Starts): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const max = Math.max(1, state.limits.maxStartupConcurrency);
  check(starts.inFlight.size <= max, `${starts.inFlight.size} starts in flight, ${max} allowed`);
  check(starts.inFlight.size === max || starts.queue.queued.length === 0, "starts are queued though there is room");
  for (const worker of starts.inFlight) {
    check(state.workers.get(worker.workerId) === worker && !worker.isRegistered, `${worker.workerId} is not starting`);
  }
  for (const worker of state.workers.values()) {
    const isStarting = worker.kind !== "DRIVER" && !worker.isRegistered;
    check(!isStarting || starts.inFlight.has(worker), `${worker.workerId} starts and is not counted`);
    const { servesPopId } = worker;
    check(
      servesPopId === null || starts.pops.get(servesPopId)?.worker === worker,
      `${worker.workerId} is promised to ${servesPopId}, which does not know`,
    );
  }
  const pending = new Set([...starts.queue.queued, ...starts.queue.makingEnv.values()]);
  for (const start of pending) {
    check(start.pop === null || start.pop.start === start, `${start.requestId} starts for a pop that does not know`);
    check(
      start.isEnvReady !== starts.queue.makingEnv.has(start.requestId),
      `${start.requestId} is queued without its env`,
    );
  }
  for (const [popId, pop] of starts.pops) {
    const helpers = Number(pop.start !== null) + Number(pop.worker !== null);
    check(helpers === (pop.isWaitingForJob ? 0 : 1), `${popId} has ${helpers} helpers`);
    check(pop.start === null || pending.has(pop.start), `${popId} waits for a start that is not pending`);
    check(pop.worker === null || pop.worker.servesPopId === popId, `${popId} waits for a worker of somebody else`);
    if (pop.isWaitingForJob) continue;
    for (const worker of state.idle) {
      check(whyUnfit(worker, pop.request) !== null, `${popId} waits though ${worker.workerId} is idle and fits`);
    }
  }
  return problems;
}
