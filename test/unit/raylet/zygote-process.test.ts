import { afterEach, beforeEach, expect, test } from "vitest";
import { ChildProcesses } from "../../../src/raylet/child-processes.js";
import { ZygoteProcess } from "../../../src/raylet/zygote-process.js";

/** Shell scripts in the place of a zygote: what they say, and how they end, is what counts. */
let children: ChildProcesses;
let said: string[];
let gone: Promise<string>;
let zygote: ZygoteProcess;

beforeEach(() => {
  children = new ChildProcesses();
  said = [];
  let onGone: (why: string) => void = () => {};
  gone = new Promise((resolve) => {
    onGone = resolve;
  });
  zygote = new ZygoteProcess(children, {
    onReady: (modules) => said.push(`ready ${modules}`),
    onUnfit: (why) => said.push(`unfit ${why}`),
    onForked: (id, pid) => said.push(`forked ${id} ${pid}`),
    onForkFailed: (id, why) => said.push(`failed ${id} ${why}`),
    onGone,
  });
});
afterEach(() => children.close());

const run = (script: string) =>
  zygote.start({ argv: ["sh", "-c", `say() { printf '%s\\n' "$1" >&0; }; ${script}`], env: { PATH: "/usr/bin:/bin" } });

test("its reports arrive in order, and its end last", async () => {
  await run(`say '{"ready": 800}'; say '{"forked": 1, "pid": 77}'; say '{"failed": 2, "why": "EAGAIN"}'; exit 3`);
  expect(await gone).toBe("exit code 3");
  expect(said).toEqual(["ready 800", "forked 1 77", "failed 2 EAGAIN"]);
});

test("a line may come in pieces", async () => {
  await run(`printf '{"rea' >&0; sleep 0.05; say 'dy": 1}'; say '{"unfit": "threads"}'`);
  await gone;
  expect(said).toEqual(["ready 1", "unfit threads"]);
});

test("what is asked of it is one line of JSON", async () => {
  await run(`read -r line; say "{\\"unfit\\": \\"$(printf '%s' "$line" | tr '\\"' "'")\\"}"`);
  zygote.fork({ requestId: 5, argv: ["/w.py", "--a=b"], env: { RAY_JOB_ID: "01000000" }, oomScoreAdj: 1000 });
  await gone;
  expect(said).toEqual(["unfit {'id':5,'argv':['/w.py','--a=b'],'env':{'RAY_JOB_ID':'01000000'},'oom':1000}"]);
});

test("one that is asked to end hears it and ends by itself", async () => {
  await run("cat > /dev/null; exit 4");
  zygote.end();
  expect(await gone).toBe("exit code 4");
});

test("one that closes its channel and lives on is killed", async () => {
  await run("exec 0<&-; exec sleep 1000");
  expect(await gone).toBe("SIGKILL");
});

test("the end waits for what a child of it has still to say", async () => {
  // A shell gives what it runs in the background another stdin.
  const later = `( sleep 0.2; printf '{"forked": 1, "pid": 77}\\n' >&3; exec 3>&- ) &`;
  await run(`exec 3<&0; ${later} say '{"ready": 1}'; kill -KILL $$`);
  expect(await gone).toBe("SIGKILL");
  expect(said).toEqual(["ready 1", "forked 1 77"]);
});

test("what is no JSON is reported, and nobody is harmed", async () => {
  await run("say 'Traceback:'; say '[]'; say 'null'; say '7'");
  await gone;
  expect(said[0]).toMatch(/^unfit it said what is no JSON: Traceback:/);
});

test("a program that is not there is an error of the start", async () => {
  await expect(zygote.start({ argv: ["/nonexistent/python"], env: {} })).rejects.toThrow(/nonexistent/);
});
