import { expect, test } from "vitest";
import { EMPTY_RUNTIME_ENV, type StartProcessEffect } from "../../../src/core/worker-pool/types.js";
import {
  buildForkArguments,
  buildWorkerCommand,
  buildZygoteCommand,
  splitCommandLine,
  WorkerCommandError,
  type WorkerCommandOptions,
} from "../../../src/raylet/worker-command.js";

const NODE = "138fd837c297f7d440b23424b496cb45067b79199e89202018b59c01";
const WORKER = "0549b5ae0b7ddffefd079534d627a39f1d97e6c9a19f156f20d96986";
const WORKERS = "/site/ray/_private/workers";
const COMMAND =
  `/venv/bin/python ${WORKERS}/setup_worker.py ${WORKERS}/default_worker.py --node-ip-address=192.0.2.2 ` +
  '--node-manager-port=RAY_NODE_MANAGER_PORT_PLACEHOLDER "--temp-dir=/a dir/ray" --webui= --cluster-id=f8 ' +
  "RAY_WORKER_DYNAMIC_OPTION_PLACEHOLDER";

const START: StartProcessEffect = {
  type: "startProcess",
  workerId: WORKER,
  kind: "WORKER",
  language: "PYTHON",
  jobId: null,
  runtimeEnvHash: 0,
  runtimeEnv: EMPTY_RUNTIME_ENV,
  runtimeEnvContext: null,
  dynamicOptions: [],
  jobFacts: null,
};

const FLAGS = {
  pythonWorkerCommand: COMMAND,
  cppWorkerCommand: "",
  nodeId: NODE,
  enableResourceIsolation: false,
  storeSocketName: "/s/plasma_store",
  rayletSocketName: "/s/raylet",
  gcsAddress: "192.0.2.2:6379",
  sessionDir: "/s",
  logDir: "/s/logs",
  nodeIpAddress: "192.0.2.2",
};

function optionsOf(
  change: Partial<StartProcessEffect>,
  rest: { environment?: Record<string, string> } = {},
): WorkerCommandOptions {
  return {
    effect: { ...START, ...change },
    flags: FLAGS,
    nodeManagerPort: 45745,
    rayletPid: 13157,
    environment: { PATH: "/bin", RAY_AUTH_MODE: "token", ...rest.environment },
    launchTimeMs: 1795375869253,
    objectSpillingConfig: '{"type":"filesystem"}',
  };
}

const build = (change: Partial<StartProcessEffect>, rest: { environment?: Record<string, string> } = {}) =>
  buildWorkerCommand(optionsOf(change, rest));

// The order and form of both are those of workers of a stock raylet 2.60.0, read from /proc.
test("a worker without runtime env runs default_worker.py directly", () => {
  expect(build({}).argv).toEqual([
    "/venv/bin/python",
    `${WORKERS}/default_worker.py`,
    "--node-ip-address=192.0.2.2",
    "--node-manager-port=45745",
    "--temp-dir=/a dir/ray",
    "--webui=",
    "--cluster-id=f8",
    `--worker-id=${WORKER}`,
    "--worker-launch-time-ms=1795375869253",
    `--node-id=${NODE}`,
    "--runtime-env-hash=0",
  ]);
});

test("a worker with runtime env goes through setup_worker.py and gets its context", () => {
  const context = '{"command_prefix": [], "env_vars": {"FOO": "1"}}';
  const { argv } = build({ jobId: "01000000", runtimeEnvHash: -1489589624, runtimeEnvContext: context });
  expect(argv.slice(0, 3)).toEqual(["/venv/bin/python", `${WORKERS}/setup_worker.py`, `${WORKERS}/default_worker.py`]);
  expect(argv.slice(-3)).toEqual([
    "--runtime-env-hash=-1489589624",
    "--language=PYTHON",
    `--serialized-runtime-env-context=${context}`,
  ]);
});

test("the environment names the lifeline and the job", () => {
  expect(build({}).env).toEqual({
    PATH: "/bin",
    RAY_AUTH_MODE: "token",
    RAY_RAYLET_PID: "13157",
    RAY_JOB_ID: "ffffffff",
    SPT_NOENV: "1",
  });
  expect(build({ jobId: "02000000" }).env["RAY_JOB_ID"]).toBe("02000000");
});

test("the raylet's preloaded allocator stays out of workers unless asked for", () => {
  const preload = { LD_PRELOAD: "libjemalloc.so" };
  const without = build({}, { environment: { ...preload, RAY_LD_PRELOAD_ON_WORKERS: "0" } });
  expect(without.env["LD_PRELOAD"]).toBeUndefined();
  expect(without.env["RAY_LD_PRELOAD_ON_WORKERS"]).toBe("0");
  const wanted = build({}, { environment: { ...preload, RAY_LD_PRELOAD_ON_WORKERS: "1" } });
  expect(wanted.env["LD_PRELOAD"]).toBe("libjemalloc.so");
});

test("IO workers get their type and the spilling config, and no job", () => {
  const { argv, env } = build({ kind: "SPILL_WORKER" }, { environment: { RAY_JOB_ID: "01000000" } });
  expect(argv).toContain("--worker-type=SPILL_WORKER");
  expect(argv).toContain(`--object-spilling-config=${Buffer.from('{"type":"filesystem"}').toString("base64")}`);
  expect(argv.indexOf("--worker-type=SPILL_WORKER")).toBeLessThan(argv.indexOf(`--worker-id=${WORKER}`));
  expect(env["RAY_JOB_ID"]).toBeUndefined();
});

test("dynamic options take the place of their placeholder", () => {
  const { argv } = build({ dynamicOptions: ["-Da=1", "-Db=2"] });
  expect(argv.slice(6, 9)).toEqual(["--cluster-id=f8", "-Da=1", "-Db=2"]);
});

test("what cannot be started says why", () => {
  expect(() => build({ language: "JAVA" })).toThrow(WorkerCommandError);
  expect(() =>
    buildWorkerCommand({
      effect: START,
      flags: { ...FLAGS, pythonWorkerCommand: "" },
      nodeManagerPort: 1,
      rayletPid: 2,
      environment: {},
      launchTimeMs: 3,
    }),
  ).toThrow("--python_worker_command is empty");
});

test.each([
  ["", []],
  ["  a  b\tc ", ["a", "b", "c"]],
  ['"two words" x', ["two words", "x"]],
  ["'single \\n' y", ["single \\n", "y"]],
  ['a\\"b', ['a"b']],
  ['--x="a \\"b\\" c"', ['--x=a "b" c']],
  ['""', [""]],
  ['"C:\\dir"', ["C:\\dir"]],
])("splits %j", (line, tokens) => {
  expect(splitCommandLine(line)).toEqual(tokens);
});

test("an open quote is an error", () => {
  expect(() => splitCommandLine('a "b')).toThrow("is not closed");
});

test("a zygote is started as its workers are, with its script before theirs", () => {
  const script = "/narcine/_zygote.py";
  const worker = `${WORKERS}/default_worker.py`;
  const plain = buildZygoteCommand(optionsOf({}), script);
  expect(plain.argv.slice(0, 3)).toEqual(["/venv/bin/python", script, worker]);
  expect(plain.env).toEqual(build({}).env);
  const inEnv = buildZygoteCommand(optionsOf({ runtimeEnvContext: "{}" }), script);
  expect(inEnv.argv.slice(0, 4)).toEqual(["/venv/bin/python", `${WORKERS}/setup_worker.py`, script, worker]);
  expect(inEnv.argv.at(-1)).toBe("--serialized-runtime-env-context={}");
});

test("a forked worker gets the arguments that an exec'ed one sees after Ray's set-up", () => {
  const jobId = "01000000";
  const plain = build({ jobId }).argv;
  const expected = { argv: plain.slice(1), env: { RAY_JOB_ID: jobId } };
  expect(buildForkArguments(optionsOf({ jobId }))).toEqual(expected);
  expect(buildForkArguments(optionsOf({ jobId, runtimeEnvContext: '{"env_vars": {}}' }))).toEqual(expected);
  expect(buildForkArguments(optionsOf({ jobId: null })).env).toEqual({ RAY_JOB_ID: "ffffffff" });
});

test("a worker command without Ray's script has no zygote", () => {
  const options = optionsOf({});
  const flags = { ...options.flags, pythonWorkerCommand: "python my_worker.py" };
  expect(() => buildZygoteCommand({ ...options, flags }, "/z.py")).toThrow(WorkerCommandError);
});

test("a worker of the language CPP is ours, for TypeScript, with what Ray's own would be told", () => {
  const jobFacts = { runtimeEnv: EMPTY_RUNTIME_ENV, jvmOptions: [], codeSearchPath: ["/a", "/b"] };
  const { argv, env } = build({ language: "CPP", jobId: "01000000", jobFacts, dynamicOptions: ["--x=1"] });
  expect(argv[0]).toBe(process.execPath);
  expect(argv[1]).toMatch(/worker\/executor\/main\.js$/);
  expect(argv.slice(2)).toEqual([
    "--ray_plasma_store_socket_name=/s/plasma_store",
    "--ray_raylet_socket_name=/s/raylet",
    "--ray_node_manager_port=45745",
    "--ray_address=192.0.2.2:6379",
    "--ray_session_dir=/s",
    "--ray_logs_dir=/s/logs",
    "--ray_node_ip_address=192.0.2.2",
    "--ray_code_search_path=/a:/b",
    "--x=1",
    `--ray_worker_id=${WORKER}`,
    "--ray_runtime_env_hash=0",
  ]);
  expect(env).toMatchObject({ RAY_JOB_ID: "01000000", RAY_RAYLET_PID: "13157" });
});

test("Ray's own C++ workers are used where it has them", () => {
  const options = optionsOf({ language: "CPP" });
  const command =
    "python /w/setup_worker.py /site/ray/cpp/default_worker --ray_address=a RAY_WORKER_DYNAMIC_OPTION_PLACEHOLDER";
  const { argv } = buildWorkerCommand({ ...options, flags: { ...FLAGS, cppWorkerCommand: command } });
  expect(argv).toEqual([
    "python",
    "/site/ray/cpp/default_worker",
    "--ray_address=a",
    `--ray_worker_id=${WORKER}`,
    "--ray_runtime_env_hash=0",
  ]);
});

test("a TypeScript worker takes variables of a runtime environment, and says what it does not take", () => {
  const context = (value: object) => ({ language: "CPP" as const, runtimeEnvContext: JSON.stringify(value) });
  expect(build(context({ command_prefix: [], env_vars: { COLOUR: "red" } })).env).toMatchObject({ COLOUR: "red" });
  expect(() => build(context({ command_prefix: ["cd /x"], env_vars: {} }))).toThrow(/only env_vars/);
});
