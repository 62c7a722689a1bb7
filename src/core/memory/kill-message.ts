/**
 * What a kill says of itself: it is the text of the owner's OutOfMemoryError, the reason of the worker's and the actor's
 * death, and a line of the log. Its parts have the labels of Ray 2.60.0 (node_manager.cc), which users and tools know.
 */
import type { BytesOf, Victim } from "./killing-policy.js";
import type { MemoryUsage, MemoryUser, MonitoredWorker } from "./types.js";

/** Lines for workers, of each kind, and for processes. */
const MAX_LINES = 10;
const MAX_COMMAND_CHARS = 100;

export interface KillFacts {
  readonly nodeId: string;
  readonly nodeIp: string;
  readonly usage: MemoryUsage;
  readonly thresholdBytes: number;
  readonly victims: readonly Victim[];
  /** All that were looked at. */
  readonly workers: readonly MonitoredWorker[];
  readonly bytesOf: BytesOf;
  readonly largest: readonly MemoryUser[];
  readonly storeText: string;
}

export function killMessage(facts: KillFacts): string {
  const { nodeId, nodeIp, usage, thresholdBytes, victims, workers, bytesOf, largest, storeText } = facts;
  const { usedBytes, totalBytes, limitOf } = usage;
  const isSelected = new Set(victims.map(({ worker }) => worker));
  const others = workers.filter((worker) => !isSelected.has(worker));
  const idle = others.filter(({ lease }) => lease === null);
  const considered = [
    ...atMost(victims, ({ worker }) => `Selected to kill: ${describeWorker(worker, bytesOf(worker))}`),
    ...atMost(
      others.filter(({ lease }) => lease !== null),
      (worker) => describeWorker(worker, bytesOf(worker)),
    ),
  ];
  const share = ((thresholdBytes / totalBytes) * 100).toFixed(1);
  return [
    `${victims.length} worker(s) were killed due to the node running low on memory. ` +
      `Memory on the node (IP: ${nodeIp}, ID: ${nodeId}) was ${gigabytes(usedBytes)}GB used / ` +
      `${gigabytes(totalBytes)}GB limit (${(usedBytes / totalBytes).toFixed(6)})`,
    `OOM kill reason: Memory usage ${usedBytes}B exceeded threshold of ${thresholdBytes}B ` +
      `(${share}% of ${totalBytes}B limit). The limit is that of ${limitOf}; page cache is not counted.`,
    `Object store memory usage: [${storeText.trimEnd()}]`,
    `Ray killed ${victims.length} worker(s) based on the killing policy`,
    `Considered workers: [\n${considered.join("\n")}\n]`,
    `Total non-selected idle workers: ${idle.length}`,
    `Total non-selected idle workers USS bytes: ${gigabytes(idle.reduce((sum, worker) => sum + (bytesOf(worker) ?? 0), 0))}GB`,
    `To see more information about memory usage on this node, use \`ray logs raylet.out -ip ${nodeIp}\``,
    ["Top 10 memory users: PID\tMEM(GB)\tCOMMAND", ...largest.slice(0, MAX_LINES).map(describeUser)].join("\n"),
    suggestions(victims),
  ].join("\n");
}

function suggestions(victims: readonly Victim[]): string {
  const final = victims.filter(({ worker }) => worker.lease !== null && !worker.lease.isRetriable);
  const hasFinal = (isActor: boolean) => final.some(({ worker }) => (worker.lease?.actorId !== null) === isActor);
  const retries = [
    ...(hasFinal(false) ? ["max_retries"] : []),
    ...(hasFinal(true) ? ["max_restarts and max_task_retries"] : []),
  ];
  return (
    "Consider more memory for this node, or fewer tasks side by side by requesting more CPUs or memory per task. " +
    (retries.length === 0 ? "" : `Set ${retries.join(", ")} to enable retry when the task crashes due to OOM. `) +
    "To adjust the kill threshold, set the environment variable `RAY_memory_usage_threshold` when starting Ray; " +
    "`RAY_memory_monitor_refresh_ms`=0 disables worker killing, and `RAY_worker_killing_policy_by_group`=true kills one " +
    "worker at a time, from the largest group. How workers are chosen: " +
    "https://docs.ray.io/en/latest/ray-core/scheduling/ray-oom-prevention.html"
  );
}

function describeWorker({ lease, jobId, hasServed, pid, workerId }: MonitoredWorker, bytes: number | null): string {
  const used = bytes === null ? "unknown" : `${gigabytes(bytes)}GB`;
  const end = `pid=${pid}, actual memory used=${used}, worker ID=${workerId})`;
  if (lease === null) return `(${hasServed ? "Idle worker" : "Cold idle worker"}: ${end}`;
  const resources = [...lease.resources].map(([name, amount]) => `${name}: ${amount}`).join(", ");
  const what = lease.actorId === null ? "Task" : `Actor(${lease.actorId})`;
  return `(${what}: job ID=${jobId ?? "none"}, lease ID=${lease.leaseId}, task name=${lease.taskName}, required resources={${resources}}, ${end}`;
}

function describeUser({ pid, privateBytes, command }: MemoryUser): string {
  const isLong = command.length > MAX_COMMAND_CHARS;
  return `${pid}\t${gigabytes(privateBytes)}\t${isLong ? `${command.slice(0, MAX_COMMAND_CHARS)}...` : command}`;
}

function atMost<T>(all: readonly T[], describe: (one: T) => string): string[] {
  const lines = all.slice(0, MAX_LINES).map(describe);
  return all.length > MAX_LINES ? [...lines, `... (${all.length - MAX_LINES} more workers)`] : lines;
}

const gigabytes = (bytes: number): string => (bytes / 1_024 ** 3).toFixed(2);
