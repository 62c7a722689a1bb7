import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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
  nameLatest(session);
}

/** A folder that all users of this machine have their sessions in, as Ray's is (Ray 2.60.0, try_to_create_directory). */
export function makeSharedFolder(path: string): void {
  const isNew = mkdirSync(path, { recursive: true }) !== undefined;
  if (isNew) chmodSync(path, 0o777);
}

/** Where that is another user's it stays so: nothing depends on it (Ray 2.60.0, try_to_symlink). */
function nameLatest(session: Session): void {
  const latest = join(session.tempDir, "session_latest");
  const known = lstatSync(latest, { throwIfNoEntry: false });
  if (known !== undefined && !known.isSymbolicLink()) return;
  const draft = `${latest}.${process.pid}`;
  try {
    rmSync(draft, { force: true });
    symlinkSync(session.dir, draft);
    renameSync(draft, latest);
  } catch {
    rmSync(draft, { force: true });
  }
}

/** Where Ray's commands and drivers look for the cluster of this machine (Ray 2.60.0, get_default_system_temp_dir). */
export const currentClusterFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env["RAY_TMPDIR"] || env["TMPDIR"] || "/tmp", "ray", "ray_current_cluster");

/** Takes the note of this user's cluster away. Another user's stays, though the folder is everybody's. */
export function forgetCurrentCluster(env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.() ?? 0): void {
  const file = currentClusterFile(env);
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  if (owner === undefined || (uid !== 0 && owner !== uid)) return;
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that is not everybody's.
  }
}

/** @returns whether it could be written: the folder may be another user's. Ray then finds the cluster by its raylet. */
export function noteCurrentCluster(address: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const file = currentClusterFile(env);
  const draft = `${file}.${process.pid}`;
  try {
    makeSharedFolder(join(file, ".."));
    writeFileSync(draft, address);
    renameSync(draft, file);
    return true;
  } catch {
    return false;
  }
}
