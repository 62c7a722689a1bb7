import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import {
  anonymousPages,
  CGROUP_FILES,
  type CgroupTexts,
  limitIn,
  type MemoryCgroup,
  memoryCgroups,
  nodeUsage,
  privateBytes,
} from "../core/memory/node-usage.js";
import type { MemoryUsage, MemoryUser } from "../core/memory/types.js";

/** Processes whose sizes are looked at closely, beside the workers: the list of the largest has 10. */
const LARGEST = 20;

/** Reads /proc and the control groups for the memory monitor; what a text says is for core/memory to know. */
export class MemoryReader {
  readonly #proc: string;
  readonly #groups: readonly MemoryCgroup[];
  readonly #countsSwap: boolean;

  /** @param proc where procfs is; tests bring a tree of their own */
  constructor(countsSwap = false, proc = "/proc") {
    this.#proc = proc;
    this.#countsSwap = countsSwap;
    this.#groups = memoryCgroups(textOf(`${proc}/self/cgroup`), textOf(`${proc}/self/mountinfo`));
  }

  /** The control groups whose limits are watched, the process's own first. */
  get groups(): readonly MemoryCgroup[] {
    return this.#groups;
  }

  /** A few small files of the kernel's, read at once: some tens of microseconds. @param room see nodeUsage */
  usage(room: (usage: MemoryUsage) => number): MemoryUsage | null {
    const groups = this.#groups.map((group) => ({ group, texts: this.#textsOf(group) }));
    return nodeUsage(textOf(`${this.#proc}/meminfo`), groups, room, this.#countsSwap);
  }

  #textsOf({ version, directory }: MemoryCgroup): CgroupTexts {
    const files = CGROUP_FILES[version];
    const read = (name: string) => textOf(`${directory}/${name}`);
    const limit = read(files.limit);
    if (limitIn(limit) === null) return { limit, current: null, stat: null };
    const texts = { limit, current: read(files.current), stat: read(files.stat) };
    if (!this.#countsSwap) return texts;
    return { ...texts, swapLimit: read(files.swapLimit), swapCurrent: read(files.swapCurrent) };
  }

  /**
   * What ends with each of these processes and with the largest of the others. The kernel walks a process's pages to say
   * that, so it is read off the event loop.
   */
  async survey(
    pids: readonly number[],
  ): Promise<{ readonly privateBytes: Map<number, number>; readonly largest: MemoryUser[] }> {
    const all = (await readdir(this.#proc)).filter((name) => /^\d+$/.test(name)).map(Number);
    const rough = await inTurns(all, async (pid) => ({ pid, pages: anonymousPages(await this.#later(pid, "statm")) }));
    rough.sort((a, b) => b.pages - a.pages);
    const looked = new Set([...pids, ...rough.slice(0, LARGEST).map(({ pid }) => pid)]);
    const sizes = new Map<number, number>();
    await inTurns([...looked], async (pid) => {
      const bytes = privateBytes(await this.#later(pid, "smaps_rollup"));
      if (bytes !== null) sizes.set(pid, bytes);
    });
    const first = [...sizes].sort(([, a], [, b]) => b - a).slice(0, LARGEST);
    const largest = await Promise.all(
      first.map(async ([pid, bytes]) => {
        const command = (await this.#later(pid, "cmdline"))?.replaceAll("\0", " ").trim() ?? "";
        return { pid, privateBytes: bytes, command };
      }),
    );
    return { privateBytes: sizes, largest };
  }

  /** null: the process has ended, or is somebody else's. */
  async #later(pid: number, name: string): Promise<string | null> {
    try {
      return await readFile(`${this.#proc}/${pid}/${name}`, "utf8");
    } catch {
      return null;
    }
  }
}

/** So many files are open at a time, however many processes a machine has. */
const FILES_AT_A_TIME = 64;

async function inTurns<T, R>(all: readonly T[], each: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += FILES_AT_A_TIME) {
    results.push(...(await Promise.all(all.slice(at, at + FILES_AT_A_TIME).map(each))));
  }
  return results;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
