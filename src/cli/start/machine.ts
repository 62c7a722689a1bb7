import { lookup } from "node:dns/promises";
import { readFileSync, statfsSync } from "node:fs";
import { cpus, hostname } from "node:os";
import { cpuCount } from "../../core/machine/cpus.js";
import { type MachineFacts, visibleGpus } from "../../core/machine/node-resources.js";
import { memoryCgroups } from "../../core/memory/node-usage.js";
import { MemoryReader } from "../../raylet/memory-reader.js";
import { gpusOfMachine } from "../../runtime/gpus.js";
import { addressTowards } from "../../runtime/own-address.js";

/** Looks at this machine for what a node may use of it. */
export function machineFacts(plasmaDirectory: string, env: NodeJS.ProcessEnv = process.env): MachineFacts {
  const usage = new MemoryReader().usage(({ totalBytes, usedBytes }) => totalBytes - usedBytes);
  const { bavail, bsize } = statfsSync(plasmaDirectory);
  return {
    cpus: cpuCount({
      online: cpus().length,
      allowed: /^Cpus_allowed_list:\s*(.*)$/m.exec(textOf("/proc/self/status") ?? "")?.[1] ?? null,
      quotas: cpuQuotas(),
    }),
    memory: { total: usage?.totalBytes ?? 0, used: usage?.usedBytes ?? 0 },
    sharedMemoryFree: bavail * bsize,
    gpus: visibleGpus(gpusOfMachine(), env["CUDA_VISIBLE_DEVICES"]),
  };
}

/** CPU limits of the control groups on the way up. */
function cpuQuotas(): string[] {
  // The memory controller's groups stand for the CPU's: where both are of version 2 they are the same.
  const groups = memoryCgroups(textOf("/proc/self/cgroup"), textOf("/proc/self/mountinfo"));
  const v2 = groups.filter(({ version }) => version === 2).map(({ directory }) => textOf(`${directory}/cpu.max`));
  const v1 = textOf("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  const period = textOf("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  return [...v2, v1 === null ? null : `${v1.trim()} ${period?.trim() ?? ""}`].filter((text) => text !== null);
}

/**
 * Loopback stands for this machine, as in Ray (Ray 2.60.0, services.py resolve_ip_for_localhost): its drivers never speak to a
 * head there, and other machines cannot.
 */
export async function ownAddressFor(host: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host) ? nodeIpAddress(undefined, env) : host;
}

/** "host:port" with the host as above. */
export async function reachable(address: string): Promise<string> {
  const end = address.lastIndexOf(":");
  return `${await ownAddressFor(address.slice(0, end))}${address.slice(end)}`;
}

/**
 * The address by which other machines see this one: the one that a packet to `towards` would leave by, else the one of this
 * machine's name (Ray 2.60.0, network_util.cc). Drivers of stock look for their node by it.
 *
 * Loopback where Ray's variable keeps clusters to one machine, as a cluster on a Spark at 127.0.0.1 has it for its driver
 * (Ray 2.60.0, ray_constants.py ENABLE_RAY_CLUSTER; its name speaks of other systems, and it works on all).
 */
export async function nodeIpAddress(towards = "8.8.8.8", env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const enabled = env["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"]?.toLowerCase() ?? "1";
  if (enabled !== "1" && enabled !== "true") return "127.0.0.1";
  const address = await addressTowards(towards.replace(/^\[(.*)\]$/, "$1"));
  if (address !== null) return address;
  try {
    const addresses = await lookup(hostname(), { all: true });
    return (addresses.find(({ family }) => family === 4) ?? addresses[0])?.address ?? "127.0.0.1";
  } catch {
    return "127.0.0.1";
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
