import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NarcineError } from "../../runtime/errors.js";

/** The archive could not be written; the message says why. */
export class ArchiveError extends NarcineError {
  constructor(message: string, options?: ErrorOptions) {
    super("NARCINE_SPARK_ARCHIVE", message, options);
  }
}

const HOME = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
/** What V8 made of a file for this very Node (bin/load.cjs); it is made again where it is not. */
const CODE = ".code";
/** What a node needs of the package. */
const PARTS = ["bin", "dist", "build/narcine.node", "package.json", "python/narcine"];

/**
 * Everything a Spark worker without Narcine needs for a node but Python and Ray: Node, the compiled package, the addon, the
 * packages they use. One file for this machine's architecture and C library, or newer; kept in the cache folder until one
 * of its parts changes.
 * @returns its path, which ends in .tgz as Spark wants it
 * @throws ArchiveError
 */
export async function runtimeArchive(): Promise<string> {
  const parts = new Map([
    ...PARTS.map((part) => [part, join(HOME, part)] as const),
    ...packagesOf(HOME).map(([name, folder]) => [`node_modules/${name}`, folder] as const),
    ["node", process.execPath],
  ]);
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = process.env["NARCINE_CACHE_DIR"] ?? join(cache, "narcine");
  const target = join(folder, `runtime-${process.arch}-${fingerprint(parts)}.tgz`);
  if (existsSync(target)) return target;
  const stage = mkdtempSync(join(tmpdir(), "narcine-runtime-"));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [name, path] of parts) {
      mkdirSync(dirname(join(stage, name)), { recursive: true });
      symlinkSync(path, join(stage, name));
    }
    const fresh = join(folder, `.${process.pid}.tgz`);
    const without = ["*.d.ts", "*.map", `*${CODE}`, "__pycache__"].map((pattern) => `--exclude=${pattern}`);
    // With the links followed, and packed fast: it travels once to each executor.
    await promisify(execFile)("tar", ["-I", "gzip -1", "-chf", fresh, ...without, "-C", stage, "."]);
    renameSync(fresh, target);
  } catch (cause) {
    throw new ArchiveError(`the runtime for Spark's workers could not be packed into ${target}: ${cause}`, { cause });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return target;
}

/** Packages that the one in `folder` uses, and those that they use, with their folders: where Node would find them. */
function packagesOf(folder: string, known = new Map<string, string>()): [string, string][] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (known.has(name)) continue;
    let from = folder;
    while (!existsSync(join(from, "node_modules", name))) {
      if (dirname(from) === from) throw new ArchiveError(`${folder} uses ${name}, which is not installed`);
      from = dirname(from);
    }
    known.set(name, join(from, "node_modules", name));
    packagesOf(join(from, "node_modules", name), known);
  }
  return [...known];
}

/** By names, sizes and times of all files: their contents would take a second to read. */
function fingerprint(parts: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [name, path] of parts) {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? (readdirSync(path, { recursive: true }) as string[]).sort() : [""];
    for (const file of files) {
      if (file.endsWith(CODE)) continue;
      const { size, mtimeMs } = statSync(join(path, file));
      hash.update(`${name}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
