import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

const program = join(programFolder, "spilling_faults.py");
// Stock has no checksum: it hands out wrong bytes or tries for ever, so there is nothing to compare with.
const hasOurs = hasOurRaylet();

it.runIf(hasOurs)(
  "wrong bytes never become an object, and a killed node leaves no spill files",
  async () => {
    const run = await runProgram({ program, maker: "ours", limitMs: 200_000 });
    expectMaker(run);
    expect(run.facts, describeRun(run)).toEqual({
      wrong_byte_in_a_put: { lost: true, "rest right": true, argument: true, "node lives": true },
      wrong_byte_in_a_result: { right: 4, again: true },
      file_gone: { lost: true, "rest right": true },
      killed: { "had files": true, gone: true },
    });
    expect(run.leftovers).toEqual([]);
  },
  240_000,
);

/** A file system of its own, which only root can have. */
function mountDisk(bytes: number): { path: string; end: () => void } {
  const path = mkdtempSync(join(tmpdir(), "nd-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "narcine-test", path]);
  const end = (): void => {
    execFileSync("umount", ["--lazy", path]);
    rmSync(path, { recursive: true });
  };
  return { path, end };
}

it.runIf(hasOurs && process.getuid?.() === 0)(
  "a full disk is OutOfDiskError for the put that meets it, once",
  async () => {
    const disk = mountDisk(200 * 1024 * 1024);
    try {
      const run = await runProgram({ program, maker: "ours", limitMs: 200_000, env: { SPILL_DISK: disk.path } });
      expect(run.facts, describeRun(run)).toEqual({
        disk_full: { error: "OutOfDiskError", right: 6, "room again": true },
      });
      expect(run.leftovers).toEqual([]);
    } finally {
      disk.end();
    }
  },
  240_000,
);
