// What a run left behind: processes, files in /dev/shm, files in its own temporary folder. Processes are known by a
// variable in their environment, which every descendant inherits however it was started, so nobody else's count.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MARK = "NARCINE_RUN_MARK";

/**
 * Starts watching. Give `env` to everything that is run; call `check` when all is over.
 * The temporary folder has a short name: unix sockets of a Ray session lie in it, and their path has 107 bytes.
 */
export function watchLeftovers() {
  const folder = mkdtempSync("/tmp/nrc-");
  const mark = `${process.pid}-${Date.now()}`;
  const shmBefore = new Set(readdirSync("/dev/shm"));
  return {
    folder,
    env: { [MARK]: mark, TMPDIR: folder, RAY_TMPDIR: folder },
    /**
     * Waits up to `patienceMs` for everything to go, then ends and removes what is left.
     * @returns {Promise<string[]>} one line for each thing that was left
     */
    async check(patienceMs = 5000) {
      const deadline = Date.now() + patienceMs;
      let processes = markedProcesses(mark);
      while (processes.length > 0 && Date.now() < deadline) {
        await sleep(100);
        processes = markedProcesses(mark);
      }
      const left = processes.map(({ pid, command }) => `process ${pid}: ${command}`);
      for (const { pid } of processes) killQuietly(pid);
      const shm = readdirSync("/dev/shm").filter((name) => !shmBefore.has(name));
      left.push(...shm.map((name) => `/dev/shm/${name}`));
      left.push(...remains(folder));
      rmSync(folder, { recursive: true, force: true });
      return left;
    },
  };
}

function markedProcesses(mark) {
  const found = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${MARK}=${mark}`)) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim().slice(0, 160);
      if (command !== "") found.push({ pid, command });
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

/** Node's and vitest's own caches are not leftovers of a test. */
function remains(folder) {
  const own = new Set(["node-compile-cache", "v8-compile-cache"]);
  return readdirSync(folder).flatMap((name) => (own.has(name) ? [] : [join(folder, name)]));
}

function killQuietly(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself.
  }
}
