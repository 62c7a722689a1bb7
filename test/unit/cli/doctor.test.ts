import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
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
