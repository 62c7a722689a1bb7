// Reads how many tests passed, failed and were skipped from what each runner says.

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

const none = () => ({ passed: 0, failed: 0, skipped: 0 });

/** The report of `vitest --reporter=json`. A file that could not be loaded counts as one failed test. */
export function countVitest(json) {
  const report = JSON.parse(json);
  const counts = none();
  for (const file of report.testResults) {
    let failed = 0;
    for (const test of file.assertionResults) {
      if (test.status === "passed") counts.passed += 1;
      else if (test.status === "failed") failed += 1;
      else counts.skipped += 1;
    }
    counts.failed += file.status === "failed" ? Math.max(failed, 1) : failed;
  }
  return counts;
}

/** The `test result:` lines of `cargo test`, one for each test program. */
export function countCargo(output) {
  const counts = none();
  for (const match of output.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored;/gm)) {
    counts.passed += Number(match[1]);
    counts.failed += Number(match[2]);
    counts.skipped += Number(match[3]);
  }
  return counts;
}

/** The closing line of pytest, for instance `2 failed, 3 passed, 1 skipped, 1 error in 0.12s`. */
export function countPytest(output) {
  const counts = none();
  const closing =
    output
      .trimEnd()
      .split("\n")
      .reverse()
      .find((line) => / in [0-9.]+s/.test(line)) ?? "";
  for (const [, number, word] of closing.matchAll(/(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)/g)) {
    if (word === "passed") counts.passed += Number(number);
    else if (word === "failed" || word.startsWith("error")) counts.failed += Number(number);
    else counts.skipped += Number(number);
  }
  return counts;
}

/** Sum of the parts, and the one line that ends a run. */
export function closingLine(parts) {
  const sum = none();
  for (const part of parts) for (const key of Object.keys(sum)) sum[key] += part[key];
  return `${sum.passed} passed, ${sum.failed} failed${sum.skipped === 0 ? "" : `, ${sum.skipped} skipped`}`;
}
