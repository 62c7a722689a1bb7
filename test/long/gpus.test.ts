import { join, relative } from "node:path";
import { describe } from "vitest";
import { listGpus } from "../../src/native/gpus.js";
import { compareProgram } from "../interop/compare.js";
import { programFolder, repository } from "../interop/harness.js";

// `.venv` needs a torch with CUDA for it, which no part of the set-up brings: 3 GB.
describe.skipIf(listGpus().length === 0)("a machine with GPUs", () => {
  compareProgram({
    program: relative(programFolder, join(repository, "test", "long", "programs", "real_gpus.py")),
    sections: ["found", "task", "none", "fractions", "actor", "killed", "bundle", "objects", "data"],
    limitMs: 600_000,
  });
});
