import { join } from "node:path";
import { expect } from "vitest";
import { describeRun, type Mix, programFolder, runProgram } from "./harness.js";

/** Python calls TypeScript, on a cluster of this mix; the cluster is looked over afterwards. */
export async function pythonCallsTypeScript(mix?: Mix): Promise<void> {
  const run = await runProgram({
    program: join(programFolder, "typescript_workers.py"),
    maker: "ours",
    ...(mix === undefined ? {} : { mix }),
    limitMs: 120_000,
  });
  const { values, objects, errors, cancels, generators, nested, tables, actors } = run.facts as Record<
    string,
    Record<string, unknown>
  >;
  const sent = [
    "None",
    "True",
    "7",
    "-1",
    "1099511627776",
    "9223372036854775808",
    "-9223372036854775808",
    "1.5",
    "'grüße'",
    "[1, [2]]",
  ];
  expect(values, describeRun(run)).toMatchObject({ sum: 3, several: [0, 10, 20], later: true });
  expect(values).toMatchObject({ keywords: { width: 2, size: [1, 2] }, range: { type: "UnsupportedValueError" } });
  expect(values?.["back"]).toEqual([...sent, "{'a': {'b': None}}", "b'abc'", "{1: 2}"]);
  const kinds = (values?.["kinds"] ?? []) as string[][];
  expect(kinds.map(([name]) => name)).toEqual([
    "null",
    "Boolean",
    "Number",
    "Number",
    "Number",
    "BigInt",
    "BigInt",
    "Number",
    "String",
    "Array",
    "Object",
    "Uint8Array",
    "Map",
  ]);
  expect(objects).toEqual({
    by_reference: 1_000_000,
    returned: 2_000_000,
    chain: 300_000,
    many: 45_150,
    environment: "red",
  });
  expect(errors).toMatchObject({
    thrown: "RangeError: because",
    missing: true,
    died: { type: "WorkerCrashedError" },
    refused: "UnsupportedValueError",
    retried: 3,
  });
  expect(errors?.["unsendable"]).toMatch(/^UnsupportedValueError: The value at \.when cannot cross/);
  expect(cancels).toEqual({
    running: "TaskCancelledError",
    signal: true,
    forced: "TaskCancelledError",
    queued: ["TaskCancelledError", "TaskCancelledError"],
    works_again: 5,
  });
  expect(generators).toEqual({ items: [5, 200_004, 3, 200_002, 1], broken: [1, "RangeError: no more"] });
  const [count, lengths, length, failed] = (nested?.["others"] ?? []) as unknown[];
  expect([nested?.["levels"], count, lengths, length, failed]).toEqual([
    3,
    3,
    [300_000, 3],
    300_000,
    "RangeError: below",
  ]);
  expect(nested?.["no_path"]).toMatch(/^UsageError: .*code_search_path/);
  expect(tables).toEqual({
    made: ["Table", 1_000_000, ["x", "even"], 999_999],
    no_copy: true,
    sums: [499_999_500_000, 499_999_500_000],
    view: true,
    chain: 499_500,
    numbers: ["Float64Array", "array([0, 1, 2], dtype=int16)"],
    small: 3,
  });
  expect(actors).toEqual({
    first: [6, 16],
    named: 5,
    in_order: true,
    by_reference: 500_000,
    killed: true,
    after_kill: "ActorDiedError",
    resting: "ActorDiedError",
    restarted: 8,
    constructor: "RangeError: a counter starts at 0 or above",
  });
  expect(run.exitCode, describeRun(run)).toBe(0);
  expect(run.leftovers).toEqual([]);
}
