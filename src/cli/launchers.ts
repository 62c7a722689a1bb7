import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { NarcineError } from "../runtime/errors.js";

/**
 * Ray finds a raylet by name: `ray.init(address=...)` wants "raylet" in the basename of argv[0], `ray stop` and the
 * dashboard agent want it in comm (Ray 2.60.0, services.py `_is_raylet_process`, scripts.py `stop`). A Node process is
 * called `node` in both, and Node reads flags that stand before a script as its own. So a launcher is two files:
 *
 *   <folder>/raylet           symbolic link to the Node binary: comm and argv[0] come from it
 *   <folder>/narcine-raylet   sh script, what Ray starts: exec <folder>/raylet <mainPath> "$@"
 *
 * The folder lies in the user's cache, because node_modules may be read-only (npx, a container image) and because the
 * Node binary is only known on the machine that runs it. Its name is a hash of all that the files say, so files never
 * change once they are there and two installed versions do not meet.
 */
export interface LauncherSpec {
  /** Ray's name of the process, and ours of a worker that runs TypeScript. */
  readonly processName: "raylet" | "gcs_server" | "ts_worker";
  /** The script Node runs. */
  readonly mainPath: string;
  readonly nodePath: string;
  /** Flags of Node itself, for instance a heap size. */
  readonly nodeFlags?: readonly string[];
  /** Where launcher folders go; default: {@link launcherHome}. */
  readonly home?: string;
}

/** The launcher could not be made: says where and what is needed. */
export class LauncherError extends NarcineError {
  constructor(message: string, cause?: unknown) {
    super("NARCINE_LAUNCHER", message, cause === undefined ? {} : { cause });
  }
}

/** The program Ray starts in place of its own; made if it is not there yet. Returns an absolute path. */
export function ensureLauncher(spec: LauncherSpec): string {
  if (!existsSync(spec.mainPath)) {
    throw new LauncherError(`${spec.mainPath} is not there: build the package first (\`npm run build\` in a checkout)`);
  }
  const home = spec.home ?? launcherHome();
  const identity = [spec.nodePath, launcherScript(spec, "")].join("\n");
  const folder = join(home, createHash("sha256").update(identity).digest("hex").slice(0, 16));
  const script = launcherScript(spec, folder);
  const launcher = join(folder, `narcine-${spec.processName}`);
  if (isIntact(spec, folder, script)) return launcher;
  // Made beside its place and renamed, so that a second command started at the same moment sees all of it or nothing.
  const draft = mkdtempSync(join(home, ".draft-"));
  try {
    symlinkSync(spec.nodePath, join(draft, spec.processName));
    writeFileSync(join(draft, `narcine-${spec.processName}`), script);
    chmodSync(join(draft, `narcine-${spec.processName}`), 0o755);
    if (existsSync(folder) && !isIntact(spec, folder, script)) rmSync(folder, { recursive: true, force: true });
    // A folder that is there and not empty is not replaced.
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // The other command won the race: its folder says the same as ours would, and a program may be starting from it.
    if (!isIntact(spec, folder, script)) throw new LauncherError(`cannot write the launcher folder ${folder}`, error);
  }
  return launcher;
}

/**
 * The first of these folders that can be written: $NARCINE_CACHE_DIR, $XDG_CACHE_HOME/narcine, ~/.cache/narcine, and
 * a folder of this user alone under the system's temporary folder.
 */
export function launcherHome(env: NodeJS.ProcessEnv = process.env): string {
  const uid = process.getuid?.() ?? 0;
  const xdg = env["XDG_CACHE_HOME"];
  const candidates = [
    env["NARCINE_CACHE_DIR"],
    xdg === undefined || xdg === "" ? undefined : join(xdg, "narcine"),
    join(homeOf(env), ".cache", "narcine"),
    join(tmpdir(), `narcine-${uid}`),
  ].filter((folder): folder is string => folder?.startsWith("/") ?? false);
  for (const folder of candidates) {
    if (isUsable(folder, uid)) return folder;
  }
  const tried = candidates.join(", ");
  throw new LauncherError(
    `no folder for launchers can be written and executed from (tried ${tried}); set NARCINE_CACHE_DIR`,
  );
}

/** "" for a user that this machine has no name and no home for, as in a container that runs under any number. */
function homeOf(env: NodeJS.ProcessEnv): string {
  try {
    return env["HOME"] ?? homedir();
  } catch {
    return "";
  }
}

/** Writable by this user and by nobody else: what lies there is executed in the user's name. */
function isUsable(folder: string, uid: number): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o022) !== 0) return false;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return runsPrograms(folder);
  } catch {
    return false;
  }
}

/** Not so on a file system that is mounted noexec, as a hardened /home or /tmp. */
function runsPrograms(folder: string): boolean {
  const program = join(folder, `.program-${process.pid}`);
  try {
    writeFileSync(program, "", { mode: 0o700 });
    accessSync(program, constants.X_OK);
    return true;
  } finally {
    rmSync(program, { force: true });
  }
}

function isIntact(spec: LauncherSpec, folder: string, script: string): boolean {
  try {
    const launcher = join(folder, `narcine-${spec.processName}`);
    accessSync(launcher, constants.X_OK);
    return readFileSync(launcher, "utf8") === script && existsSync(join(folder, spec.processName));
  } catch {
    return false;
  }
}

/** See `bringBackCertificates` of bin/load.cjs. A worker runs the user's code, which may want them. */
const WITHOUT_CERTIFICATES = [
  'if [ -n "$NODE_EXTRA_CA_CERTS" ]; then',
  '  export NARCINE_NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"',
  "  unset NODE_EXTRA_CA_CERTS",
  "fi",
];

/**
 * Ray preloads its jemalloc into the processes it starts, and says with RAY_LD_PRELOAD_ON_WORKERS=0 that theirs must
 * not have it (Ray 2.60.0, services.py `start_ray_process`). Node has its own allocator for JavaScript, so it goes
 * here already; a preload the user asked for comes without that variable and stays.
 *
 * NARCINE_NODE_FLAGS is for what Node refuses in NODE_OPTIONS, as --cpu-prof in Node 20.
 */
function launcherScript(spec: LauncherSpec, folder: string): string {
  const node = [join(folder, spec.processName), ...(spec.nodeFlags ?? [])].map(shellQuote).join(" ");
  return [
    "#!/bin/sh",
    `# Made by narcine: starts its ${spec.processName} under the name that Ray looks for.`,
    'if [ "$RAY_LD_PRELOAD_ON_WORKERS" = 0 ]; then unset LD_PRELOAD; fi',
    ...(spec.processName === "ts_worker" ? [] : WITHOUT_CERTIFICATES),
    // Unquoted: several flags are several words.
    `exec ${node} $NARCINE_NODE_FLAGS ${shellQuote(spec.mainPath)} "$@"`,
    "",
  ].join("\n");
}

function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
