/**
 * Whether the raylet of this machine starts TypeScript workers. Ours does. Ray's own ends itself, and its node, when it is
 * asked for a worker of a language that it was given no command for (Ray 2.60.0, worker_pool.cc: GetStateForLanguage).
 */
import { readdirSync, readFileSync } from "node:fs";

/** @returns what to do about it, or null where there is nothing to do, or nothing is known */
export function whyNoTypeScript(rayletSocket: string): string | null {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const argv = commandLine(pid);
    if (!argv.includes(`--raylet_socket_name=${rayletSocket}`)) continue;
    const isStock = argv[0]?.endsWith("ray/core/src/ray/raylet/raylet") ?? false;
    if (!isStock || !argv.includes("--cpp_worker_command=")) return null;
    return "The raylet here is Ray's own, and it was started without TypeScript workers: being asked for one would end it. Start the cluster's nodes by `narcine run --raylet stock -- ray start ...`, or with a raylet of ours.";
  }
  return null;
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
