import { expect, test } from "vitest";
import type { StartProcessEffect } from "../../../../src/core/worker-pool/types.js";
import { whyNoFork } from "../../../../src/core/zygotes/why-no-fork.js";

type Start = Parameters<typeof whyNoFork>[0];
const plain: Start = { kind: "WORKER", language: "PYTHON", dynamicOptions: [], runtimeEnvContext: null };
const withContext = (context: object): Start => ({ ...plain, runtimeEnvContext: JSON.stringify(context) });
/** As Ray 2.60.0 serializes it. */
const context = {
  command_prefix: [],
  env_vars: {},
  py_executable: "/usr/bin/python3",
  override_worker_entrypoint: null,
  java_jars: [],
};

test.each<[string, Start]>([
  ["no runtime env", plain],
  ["env_vars", withContext({ ...context, env_vars: { OMP_NUM_THREADS: "4", LD_PRELOAD: "/x.so" } })],
  ["working_dir", withContext({ ...context, command_prefix: ["cd", "/tmp/x", "&&"] })],
  ["pip", withContext({ ...context, command_prefix: [". /v/bin/activate &&"], py_executable: "/v/bin/python" })],
])("a fork: %s", (_, start) => {
  expect(whyNoFork(start)).toBe(null);
});

test.each<[string, Partial<StartProcessEffect>, RegExp]>([
  ["a container", withContext({ ...context, override_worker_entrypoint: "/default_worker.py" }), /container/],
  ["a profiler", withContext({ ...context, py_executable: "nsys profile -o x python" }), /nsys profile/],
  ["uv run", withContext({ ...context, py_executable: "uv run --python 3.11 python" }), /uv run/],
  ["asked for", withContext({ ...context, env_vars: { NARCINE_ZYGOTE: "off" } }), /NARCINE_ZYGOTE=off/],
  ["no context we can read", { ...plain, runtimeEnvContext: "{" }, /cannot be read/],
  ["a context that is none", { ...plain, runtimeEnvContext: "3" }, /cannot be read/],
  ["Java", { ...plain, language: "JAVA" }, /JAVA/],
  ["an IO worker", { ...plain, kind: "SPILL_WORKER" }, /SPILL_WORKER/],
  ["options", { ...plain, dynamicOptions: ["-Xmx1g"] }, /-Xmx1g/],
])("an exec: %s", (_, start, why) => {
  expect(whyNoFork({ ...plain, ...start })).toMatch(why);
});
