import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NarcineError } from "../runtime/errors.js";

/** Where the installed `narcine` package (or this checkout) keeps what the commands need. */
export interface PackagePaths {
  readonly root: string;
  readonly version: string;
  /** Scripts that start our raylet, our head, and our raylet with our head in its process (bin/load.cjs). */
  readonly rayletMain: string;
  readonly gcsMain: string;
  readonly nodeWithHeadMain: string;
  /** Compiled entry of a worker that runs TypeScript. */
  readonly workerMain: string;
  /** The native addon. */
  readonly addon: string;
  /** The pip package with the hook. */
  readonly pythonPackage: string;
}

let known: PackagePaths | undefined;

/** Finds the package by walking up from this file: the same in `src` (tests) and in `dist` (installed). */
export function packagePaths(): PackagePaths {
  if (known !== undefined) return known;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new NarcineError("NARCINE_BROKEN_INSTALL", "no package.json above the narcine command; install it again");
    }
    folder = parent;
  }
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  known = {
    root: folder,
    version: manifest.version,
    rayletMain: join(folder, "bin", "raylet.cjs"),
    gcsMain: join(folder, "bin", "gcs-server.cjs"),
    nodeWithHeadMain: join(folder, "bin", "node-with-head.cjs"),
    workerMain: join(folder, "dist", "worker", "executor", "main.js"),
    addon: join(folder, "build", "narcine.node"),
    pythonPackage: join(folder, "python", "narcine"),
  };
  return known;
}
