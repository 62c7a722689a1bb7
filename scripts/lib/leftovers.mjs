// What a run left behind: processes, files in /dev/shm, files in its own temporary folder. Processes are known by a
// variable in their environment, which every descendant inherits however it was started, so nobody else's count.
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { filesInUse, processesMarked } from "./processes.mjs";

const MARK = "NARCINE_RUN_MARK";

/**
 * Starts watching. Give `env` to everything that is run; call `check` when all is over.
 * The temporary folder has a short name: unix sockets of a Ray session lie in it, and their path has 107 bytes.
 */
export function watchLeftovers() {
  const folder = mkdtempSync("/tmp/nrc-");
  const mark = `${process.pid}-${Date.now()}`;
  const shmBefore = new Set(ownShm());
  return {
    folder,
    // A cluster that this shell is set to would be what the run uses.
    env: { [MARK]: mark, TMPDIR: folder, RAY_TMPDIR: folder, RAY_ADDRESS: undefined },
    /** The run's processes that are there now. */
    processes: () => processesMarked(MARK, mark),
    /**
     * Waits up to `patienceMs` for the run's processes to go, then ends what is left of them.
     * @returns {Promise<string[]>} one line for each process that had to be ended
     */
    async endProcesses(patienceMs = 5000) {
      const deadline = Date.now() + patienceMs;
      let processes = processesMarked(MARK, mark);
      while (processes.length > 0 && Date.now() < deadline) {
        await sleep(100);
        processes = processesMarked(MARK, mark);
      }
      for (const { pid } of processes) killQuietly(pid);
      return processes.map(({ pid, argv }) => `process ${pid}: ${argv.join(" ").slice(0, 160)}`);
    },
    /**
     * Ends the watch: processes as above, then what is left of files is removed.
     * @returns {Promise<string[]>} one line for each thing that was left
     */
    async check(patienceMs = 5000) {
      const left = await this.endProcesses(patienceMs);
      const shm = ownShm().filter((path) => !shmBefore.has(path));
      // The run's processes are gone: what some process still uses is another program's.
      const used = shm.length === 0 ? new Set() : filesInUse("/dev/shm/");
      left.push(...shm.filter((path) => !used.has(path)), ...remains(folder));
      rmSync(folder, { recursive: true, force: true });
      return left;
    },
  };
}

/** What this user has in /dev/shm. */
function ownShm() {
  const paths = readdirSync("/dev/shm").map((name) => join("/dev/shm", name));
  return paths.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid());
}

/**
 * What lies in the run's own temporary folder. Not counted: caches of Node, and the folders of Python's
 * multiprocessing, which Ray's dashboard leaves when Ray kills it at shutdown.
 */
function remains(folder) {
  const names = readdirSync(folder).filter((name) => !/^(node-compile-cache|v8-compile-cache|pymp-)/.test(name));
  return names.map((name) => join(folder, name));
}

function killQuietly(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself.
  }
}
