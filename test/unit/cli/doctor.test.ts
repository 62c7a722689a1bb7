import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type DoctorRow, doctor, formatReport } from "../../../src/cli/doctor.js";

describe("doctor", () => {
  it("has one row for each check, and a reason with every row that is not ok", async () => {
    const rows = await doctor();
    const names = rows.map((row) => row.check);
    expect(new Set(names).size).toBe(names.length);
    for (const wanted of ["Node", "Narcine", "Rust addon", "Python", "/dev/shm", "memory", "port 6379"]) {
      expect(names).toContain(wanted);
    }
    for (const row of rows) expect(row.advice === "").toBe(row.verdict === "ok");
  });

  it("calls a taken port a problem only where it was asked for", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    try {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const row = (await doctor({ port: [port] })).find((each) => each.check === `port ${port}`);
      expect(row).toMatchObject({ found: "in use", verdict: "problem" });
    } finally {
      server.close();
    }
  });

  it("looks at Conda's environment when that is the active one, and for a hook that is run", async () => {
    const folder = mkdtempSync(join(tmpdir(), "narcine-doctor-"));
    try {
      const python = join(folder, "bin", "python");
      const facts = { executable: python, pythonVersion: "3.11.2", rayVersion: "2.60.0", narcineVersion: "0.1.0" };
      mkdirSync(join(folder, "bin"));
      writeFileSync(python, `#!/bin/sh\necho '${JSON.stringify({ ...facts, hasHook: false, hasPip: true })}'\n`);
      chmodSync(python, 0o755);
      vi.stubEnv("VIRTUAL_ENV", undefined);
      vi.stubEnv("CONDA_PREFIX", folder);
      vi.stubEnv("CONDA_DEFAULT_ENV", "ray");
      const rows = await doctor({ port: [] });
      expect(rows.find((row) => row.check === "Python")?.found).toBe(`3.11.2 (${python})`);
      const hook = rows.find((row) => row.check === "Python package narcine");
      expect(hook).toMatchObject({ verdict: "problem", found: expect.stringContaining(".pth file is not run") });
      vi.stubEnv("CONDA_DEFAULT_ENV", "base");
      const ofBase = await doctor({ port: [] });
      expect(ofBase.find((row) => row.check === "Python")?.found).not.toContain(folder);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  it("names a Python that cannot be run", async () => {
    const rows = await doctor({ python: "/nowhere/python", port: [] });
    expect(rows.find((row) => row.check === "Python")).toMatchObject({ verdict: "problem" });
  });
});

describe("formatReport", () => {
  const ok: DoctorRow = { check: "Node", found: "v20", verdict: "ok", advice: "" };
  const bad: DoctorRow = { check: "/dev/shm", found: "1 MiB", verdict: "problem", advice: "make it larger" };

  it("puts rows in columns, advice below its row and a verdict last", () => {
    expect(formatReport([ok, bad]).split("\n")).toEqual([
      "ok       Node      v20",
      "problem  /dev/shm  1 MiB",
      "                   -> make it larger",
      "",
      "To mend before Narcine can run here: 1.",
    ]);
    expect(formatReport([ok])).toContain("This machine can run Narcine.");
  });
});
