import {
  closeSync,
  type Dirent,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { errorText } from "../../runtime/errors.js";

const CHUNK = 256 * 1024;

/** A log file, known by its inode: a rotation renames it, and what grows goes on growing where it is copied to. */
interface Followed {
  readonly target: string;
  copied: number;
}

/**
 * Copies what a session's processes log to another folder as it is written: only ever appends, which is what a
 * mounted object store can do, and nothing is lost when the node is killed.
 */
export class LogStream {
  readonly #source: () => string;
  readonly #target: string;
  readonly #onProblem: (problem: string) => void;
  readonly #files = new Map<string, Followed>();
  readonly #buffer = Buffer.alloc(CHUNK);
  #problem: string | null = null;

  /**
   * @param source where the logs are; a node learns the name of its session from the head.
   * @param onProblem told once for each different reason why a copy fails; copying is tried again every time.
   */
  constructor(source: () => string, target: string, onProblem: (problem: string) => void) {
    this.#source = source;
    this.#target = target;
    this.#onProblem = onProblem;
  }

  /** Copies what is new. Synchronous and short: a node logs a few kilobytes a second. */
  sync(): void {
    try {
      const source = this.#source();
      for (const path of logsIn(source)) this.#copy(path, relative(source, path));
      this.#problem = null;
    } catch (error) {
      const problem = `logs cannot be copied to ${this.#target}: ${errorText(error)}`;
      if (problem !== this.#problem) this.#onProblem(problem);
      this.#problem = problem;
    }
  }

  #copy(path: string, name: string): void {
    let source: number;
    try {
      source = openSync(path, "r");
    } catch {
      return; // Rotated away meanwhile; its inode is met again under its new name.
    }
    try {
      const { ino, size } = fstatSync(source);
      const file = this.#fileFor(`${ino}`, size, name);
      if (size <= file.copied) return;
      mkdirSync(dirname(file.target), { recursive: true });
      const target = openSync(file.target, "a", 0o644);
      try {
        for (;;) {
          const read = readSync(source, this.#buffer, 0, CHUNK, file.copied);
          if (read === 0) return;
          // A write that takes only a part (a disk that fills) is continued from there the next time.
          file.copied += writeSync(target, this.#buffer, 0, read);
        }
      } finally {
        closeSync(target);
      }
    } finally {
      closeSync(source);
    }
  }

  #fileFor(inode: string, size: number, name: string): Followed {
    const known = this.#files.get(inode);
    // A shorter one is another: it was begun again, or a rotation removed the oldest and the newest got its inode.
    if (known !== undefined && size >= known.copied) return known;
    const wanted = join(this.#target, name);
    let target = wanted;
    for (let n = 2; existsSync(target); n += 1) target = `${wanted}~${n}`;
    const file = { target, copied: 0 };
    this.#files.set(inode, file);
    return file;
  }
}

function logsIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch {
    return []; // Not made yet, or a folder went while it was read.
  }
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
