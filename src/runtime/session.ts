import { lstatSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folders of one session on one machine (Ray 2.60.0, node.py _init_temp). */
export interface Session {
  readonly name: string;
  readonly tempDir: string;
  readonly dir: string;
  readonly logs: string;
  readonly sockets: string;
  readonly runtimeResources: string;
}

/** "session_2026-11-28_03-00-48_713599_23329" */
export function newSessionName(date: Date, microseconds: number, pid: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}-${two(date.getMinutes())}-${two(date.getSeconds())}`;
  return `session_${day}_${time}_${String(microseconds).padStart(6, "0")}_${pid}`;
}

export function sessionAt(tempDir: string, name: string): Session {
  const dir = join(tempDir, name);
  return {
    name,
    tempDir,
    dir,
    logs: join(dir, "logs"),
    sockets: join(dir, "sockets"),
    runtimeResources: join(dir, "runtime_resources"),
  };
}

/** Makes them, and has `session_latest` name the session. */
export function makeSession(session: Session): void {
  mkdirSync(session.tempDir, { recursive: true });
  for (const folder of [session.dir, session.logs, session.sockets, session.runtimeResources]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const latest = join(session.tempDir, "session_latest");
  const known = lstatSync(latest, { throwIfNoEntry: false });
  if (known !== undefined && !known.isSymbolicLink()) return;
  const draft = `${latest}.${process.pid}`;
  symlinkSync(session.dir, draft);
  renameSync(draft, latest);
}

/** Where Ray's commands look for the cluster of this machine. */
export const currentClusterFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env["RAY_TMPDIR"] ?? "/tmp", "ray", "ray_current_cluster");

export function noteCurrentCluster(address: string): void {
  const file = currentClusterFile();
  mkdirSync(join(file, ".."), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, address);
  renameSync(draft, file);
}
