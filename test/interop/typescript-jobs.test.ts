import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { describeRun, type LiveRun, programFolder, repository, runProgram } from "./harness.js";
import { hasOurRaylet, makers, mixUnderTest, STOCK } from "./mix.js";

const execute = promisify(execFile);
const mixes = [...(hasOurRaylet() ? [mixUnderTest()] : []), ...(makers().includes("stock") ? [STOCK] : [])];

describe.each(mixes)("on %s named actors outlive their drivers", (mix) => {
  it("and are called and killed by others, in both languages", async () => {
    const run = await runProgram({
      program: join(programFolder, "host.py"),
      maker: "ours",
      mix,
      limitMs: 200_000,
      onNode: async (live) => {
        try {
          await drivers(live, ((await live.line("HEAD")) as { address: string }).address);
        } finally {
          writeFileSync(join(live.folder, "stop"), "");
        }
      },
    });
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });
});

/** Each is a process and a job of its own, and has ended when the next begins. */
async function drivers(live: LiveRun, address: string): Promise<void> {
  const typescript = (code: string) => typescriptDriver(live, address, code);
  const python = (step: string) => pythonDriver(live, address, step);

  const made = await typescript(`
    const options = { namespace: "shared", lifetime: "detached" };
    const mine = actor("typescript-functions:Counter", { ...options, name: "typescript-counter" }).remote(1);
    const theirs = python.actor("remote_actors:Counter", { ...options, name: "python-by-typescript" }).remote(50);
    return [await mine.increment.remote(1), await theirs.increment.remote(1)];
  `);
  expect(made).toEqual([2, 51]);
  expect(await python("makes")).toEqual([101, ["from Python", "more"]]);

  expect(await python("uses")).toEqual([12, 61, "ValueError"]);
  const used = await typescript(`
    const found = async (name) => getActor(name, { namespace: "shared" });
    const elsewhere = await getActor("typescript-counter").then(() => "found", (error) => error.name);
    const [mine, theirs] = [await found("typescript-counter"), await found("python-by-typescript")];
    const [counter, notes] = [await found("python-counter"), await found("python-notes")];
    const calls = [mine.increment.remote(100), theirs.increment.remote(100), counter.increment.remote(100)];
    const values = [...(await get(calls)), await notes.add.remote("from TypeScript"), elsewhere];
    for (const handle of [mine, theirs, counter, notes]) handle[Symbol.dispose]();
    for (const name of ["typescript-counter", "python-counter", "typescript-counter", "python-counter"]) {
      const again = await found(name);
      values.push(await again.increment.remote(1), await again.increment.remote(1));
      again[Symbol.dispose]();
    }
    return values;
  `);
  const notes = ["from Python", "more", "from TypeScript"];
  expect(used).toEqual([112, 161, 201, notes, "ActorDiedError", 113, 114, 202, 203, 115, 116, 204, 205]);

  expect(await python("kills")).toEqual([true, true]);
  const killed = await typescript(`
    const seen = [];
    for (const name of ["typescript-counter", "python-by-typescript", "python-counter", "python-notes"]) {
      const isThere = () => getActor(name, { namespace: "shared" }).then(() => true, () => false);
      const before = await isThere();
      if (before) await kill(await getActor(name, { namespace: "shared" }));
      const deadline = Date.now() + 20_000;
      while ((await isThere()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      seen.push([before, await isThere()]);
    }
    return seen;
  `);
  expect(killed).toEqual([
    [false, false],
    [true, false],
    [true, false],
    [true, false],
  ]);
}

const environment = (live: LiveRun, address: string): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: join(live.folder, "home"),
  RAY_ADDRESS: address,
});

async function typescriptDriver(live: LiveRun, address: string, code: string): Promise<unknown> {
  const program = `
    import { actor, get, getActor, init, kill, python, shutdown } from "narcine";
    await init({ pythonPath: [${JSON.stringify(programFolder)}], logToDriver: false });
    const seen = await (async () => {${code}})();
    await shutdown();
    console.log(JSON.stringify(seen));
  `;
  const env = environment(live, address);
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", program], { cwd: repository, env });
  return JSON.parse(stdout);
}

async function pythonDriver(live: LiveRun, address: string, step: string): Promise<unknown> {
  const python = process.env["NARCINE_PYTHON"] ?? join(repository, ".venv", "bin", "python");
  const env = {
    ...environment(live, address),
    RAY_AUTH_MODE: "token",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: join(repository, "python", "narcine", "src"),
  };
  const argv = [join(programFolder, "typescript_jobs.py"), step, address];
  const { stdout } = await execute(python, argv, { cwd: join(live.folder, "cwd"), env });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}
