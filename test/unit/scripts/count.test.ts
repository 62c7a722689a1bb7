import { describe, expect, it } from "vitest";
import { closingLine, countCargo, countPytest, countVitest } from "../../../scripts/lib/count.mjs";

describe("counting what runners say", () => {
  it("adds up vitest's report; a file that did not load is one failure", () => {
    const report = {
      testResults: [
        { status: "passed", assertionResults: [{ status: "passed" }, { status: "pending" }] },
        { status: "failed", assertionResults: [{ status: "failed" }, { status: "failed" }, { status: "passed" }] },
        { status: "failed", assertionResults: [] },
      ],
    };
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 2, failed: 3, skipped: 1 });
  });

  it("adds up the lines of all of cargo's test programs", () => {
    const output = [
      "running 2 tests",
      "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
      "test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
    ].join("\n");
    expect(countCargo(output)).toEqual({ passed: 5, failed: 4, skipped: 1 });
  });

  it("reads pytest's closing line in all its forms", () => {
    const count = (line: string) => countPytest(`tests/test_a.py ..F\n1 passed in a dream\n${line}\n`);
    expect(count("15 passed in 3.40s")).toEqual({ passed: 15, failed: 0, skipped: 0 });
    expect(count("= 1 failed, 2 passed, 3 skipped, 2 errors in 61.00s (0:01:01) =")).toEqual({
      passed: 2,
      failed: 3,
      skipped: 3,
    });
    expect(count("no tests ran in 0.00s")).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });

  it("ends with one line that names skipped tests only if there are any", () => {
    expect(closingLine([])).toBe("0 passed, 0 failed");
    const parts = [
      { passed: 2, failed: 1, skipped: 0 },
      { passed: 3, failed: 0, skipped: 4 },
    ];
    expect(closingLine(parts)).toBe("5 passed, 1 failed, 4 skipped");
  });
});
