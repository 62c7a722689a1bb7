import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { NarcineError } from "../runtime/errors.js";
import { currentClusterFile } from "../runtime/session.js";

/** No head to speak to can be told: says where it was looked for and what to give. */
export class ClusterAddressError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_NO_CLUSTER", `${problem}; name the head with --address host:port, or RAY_ADDRESS`);
  }
}

/**
 * Where the head of the cluster is, as Ray finds it (Ray 2.60.0, services.py canonicalize_bootstrap_address and
 * find_gcs_addresses): what was asked for, RAY_ADDRESS, the file that `ray start` leaves, and last what the raylets of this
 * machine were started with. Where this user has some, other users' are passed over: their cluster wants their token.
 *
 * @throws ClusterAddressError
 */
export function clusterAddress(
  asked: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  { proc = "/proc", uid = process.getuid?.() ?? 0 } = {},
): string {
  const given = asked ?? env["RAY_ADDRESS"] ?? "auto";
  if (given !== "" && given !== "auto" && given !== "local") {
    if (isHeadAddress(given)) return given;
    const clients = given.includes("://") ? ": Ray Client's is another" : "";
    throw new ClusterAddressError(`${given} is not host:port of a head${clients}`);
  }
  const file = currentClusterFile(env);
  const all = raylets(proc);
  const own = all.filter((raylet) => raylet.uid === uid);
  const running = (own.length > 0 ? own : all).map(({ gcsAddress }) => gcsAddress);
  const noted = readOrNull(file)?.trim() ?? "";
  if (noted !== "" && running.includes(noted)) return noted;
  const [first, ...others] = new Set(running);
  if (first === undefined)
    throw new ClusterAddressError(`no cluster runs on this machine (no raylet, nothing in ${file})`);
  if (others.length > 0)
    throw new ClusterAddressError(`clusters of several heads run here: ${[first, ...others].join(", ")}`);
  return first;
}

export function isHeadAddress(text: string): boolean {
  return /^[^\s/]+:\d+$/.test(text);
}

export interface RunningRaylet {
  readonly pid: number;
  readonly uid: number;
  readonly gcsAddress: string;
}

/** The raylets of this machine that this user may look at, Ray's and ours. */
export function raylets(proc = "/proc"): RunningRaylet[] {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const argv = (readOrNull(join(proc, name, "cmdline")) ?? "").split("\0");
      if (!basename(argv[0] ?? "").includes("raylet")) return [];
      const flag = argv.find((word) => /^--gcs[-_]address=/.test(word));
      const uid = statSync(join(proc, name), { throwIfNoEntry: false })?.uid;
      if (flag === undefined || uid === undefined) return [];
      return [{ pid: Number(name), uid, gcsAddress: flag.slice(flag.indexOf("=") + 1) }];
    });
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}
