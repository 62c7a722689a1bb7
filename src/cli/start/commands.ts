import { type Command, InvalidArgumentError } from "commander";
import type { RawStartOptions } from "./options.js";

/** `narcine start` and `narcine stop`: options of `ray start` and `ray stop` of the same names mean the same. */
export function addStart(program: Command): void {
  program
    .command("start")
    .description("start a node on this machine, and with --head a cluster; needs no Python")
    .option("--head", "start a new cluster's head first", false)
    .option("--embed-head", "with --head: in the node's own process", false)
    .option("--address <host:port>", "join the cluster of this head")
    .option("--port <port>", "of the head (default: 6379; 0: any)", parseCount)
    .option("--node-ip-address <ip>", "of this node (default: the one it reaches others by)")
    .option("--node-name <name>", "of this node")
    .option("--num-cpus <n>", "default: those of this machine or control group", parseCount)
    .option("--num-gpus <n>", "default: those the NVIDIA driver names", parseCount)
    .option("--memory <bytes>", "for tasks and actors", parseCount)
    .option("--object-store-memory <bytes>", "default: 30 % of what is free", parseCount)
    .option("--resources <json>", 'others, as {"disk": 2}')
    .option("--labels <k=v,...>", "of this node")
    .option("--temp-dir <folder>", "of sessions (default: /tmp/ray)")
    .option("--plasma-directory <folder>", "of the object store (default: /dev/shm)")
    .option("--object-spilling-directory <folder>", "of objects that do not fit")
    .option("--system-config <json>", "Ray's settings for the whole cluster")
    .option("--node-manager-port <port>", "of the raylet", parseCount)
    .option("--object-manager-port <port>", "of the raylet, for objects", parseCount)
    .option("--min-worker-port <port>", "lowest of the workers", parseCount)
    .option("--max-worker-port <port>", "highest of the workers", parseCount)
    .option("--worker-port-list <ports>", "of the workers, as 10002,10003")
    .option("--metrics-export-port <port>", "of Ray's agent", parseCount)
    .option("--dashboard-agent-listen-port <port>", "of Ray's agent", parseCount)
    .option("--dashboard-agent-grpc-port <port>", "of Ray's agent", parseCount)
    .option("--runtime-env-agent-port <port>", "of Ray's agent", parseCount)
    .option("--redis-username <name>", "with RAY_REDIS_ADDRESS")
    .option("--redis-password <password>", "with RAY_REDIS_ADDRESS")
    .option("--python <path>", "the Python with Ray that runs workers (default: the one in PATH)")
    .option("--block", "stay until the node ends, and end it with this command", false)
    .action(async (options: RawStartOptions) => {
      const { startNode, startedText } = await import("./start.js");
      const { readOptions } = await import("./options.js");
      const node = await startNode(readOptions(options));
      console.log(startedText(node, options.head));
      if (options.block === true) process.exitCode = await (await import("./block.js")).block(node.processes);
    });
}

export function addStop(program: Command): void {
  program
    .command("stop")
    .description("end the nodes and heads of this user on this machine, Ray's and ours")
    .option("-f, --force", "at once, by SIGKILL", false)
    .option("-g, --grace-period <seconds>", "how long they may take", parseCount, 16)
    .action(async ({ force, gracePeriod }: { force: boolean; gracePeriod: number }) => {
      const { stopNodes } = await import("./stop.js");
      const { raylets, heads, left } = await stopNodes(gracePeriod * 1_000, force);
      console.log(`Ended ${raylets} raylet${raylets === 1 ? "" : "s"} and ${heads} head${heads === 1 ? "" : "s"}.`);
      if (left.length === 0) return;
      console.error(`These have not ended in time: ${left.join(", ")}. Run \`narcine stop --force\`.`);
      process.exitCode = 1;
    });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+(e\d+)?$/i.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("a whole number");
  return count;
}
