import { writeFileSync } from "node:fs";

/**
 * Sets the name by which the system lists this process (comm, at most 15 bytes): `ray stop` and Ray's agents look for
 * theirs by it. Node 20 keeps the name of its executable, newer ones call their main thread "MainThread".
 * `process.title` is no way to do it: it overwrites the argument area, from which drivers read the node's id.
 */
export function nameProcess(name: string): void {
  try {
    writeFileSync("/proc/self/comm", name);
  } catch {
    // Without a writable /proc the name stays what it is; only `ray stop` may then miss this process.
  }
}
