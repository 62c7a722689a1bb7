import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findExecutable, probePython, pythonOf } from "../../../src/cli/python-probe.js";

describe("pythonOf", () => {
  let folder = "";
  let env: NodeJS.ProcessEnv = {};
  const put = (name: string, content: string | Buffer, mode = 0o755) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-probe-"));
    env = { PATH: folder };
    put("python3.11", Buffer.from("\x7fELF"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("knows an interpreter by its name, on PATH or by path", () => {
    expect(pythonOf("python3.11", env)).toBe(join(folder, "python3.11"));
    expect(pythonOf(join(folder, "python3.11"), {})).toBe(join(folder, "python3.11"));
  });

  it("reads the first line of a script, as pip and setuptools write it", () => {
    put("ray", "#!/some where/bin/python3.11\nimport sys\n");
    put("tool", "#!/venv/bin/python\nimport sys\n");
    put("env-tool", "#!/usr/bin/env python3.11\nimport sys\n");
    put("long", `#!/bin/sh\n'''exec' "/a/very long/path/bin/python3" "$0" "$@"\n' '''\nimport sys\n`);
    put("spaced", `#!/bin/sh\n'''exec' '/a path/with spaces/bin/python3' "$0" "$@"\n' '''\nimport sys\n`);
    put("env-words", "#!/usr/bin/env -S OMP_NUM_THREADS=1 python3.11 -u\nimport sys\n");
    expect(pythonOf("spaced", env)).toBe("/a path/with spaces/bin/python3");
    expect(pythonOf("env-words", env)).toBe(join(folder, "python3.11"));
    expect(pythonOf("tool", env)).toBe("/venv/bin/python");
    expect(pythonOf("env-tool", env)).toBe(join(folder, "python3.11"));
    expect(pythonOf("long", env)).toBe("/a/very long/path/bin/python3");
  });

  it("cannot tell for shell scripts, binaries and what is not there", () => {
    put("script", "#!/bin/sh\npython train.py\n");
    put("binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xff]));
    put("env-shell", "#!/usr/bin/env bash\n");
    put("env-uv", "#!/usr/bin/env -S uv run --script\n");
    put("empty", "");
    for (const name of ["script", "binary", "env-shell", "env-uv", "empty", "missing"])
      expect(pythonOf(name, env)).toBeNull();
  });

  it("finds only what can be run", () => {
    put("plain", "text", 0o644);
    mkdirSync(join(folder, "directory"));
    expect(findExecutable("plain", env)).toBeNull();
    expect(findExecutable("directory", env)).toBeNull();
    expect(findExecutable("python3.11", { PATH: `/nowhere::${folder}` })).toBe(join(folder, "python3.11"));
  });
});

describe("probePython", () => {
  it("is null for what is no Python", () => {
    expect(probePython("/nowhere/python")).toBeNull();
    expect(probePython("/bin/true")).toBeNull();
  });

  it("asks as a program would that `narcine run` starts", () => {
    const folder = mkdtempSync(join(tmpdir(), "narcine-probe-"));
    try {
      const python = join(folder, "python3");
      const facts = `{"hasHook": $([ -n "$NARCINE_RAYLET_EXECUTABLE" ] && echo true || echo false)}`;
      writeFileSync(python, `#!/bin/sh\ncat <<END\n${facts}\nEND\n`);
      chmodSync(python, 0o755);
      expect(probePython(python, { PATH: process.env["PATH"] })).toEqual({ hasHook: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
