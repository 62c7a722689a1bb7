import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ProcessExit, ProcessSpawner, SpawnError, type SpawnOptions } from "../../../src/native/process.js";

let dir: string;
let spawner: ProcessSpawner;
let exits: Map<number, ProcessExit>;
let waiting: Map<number, (exit: ProcessExit) => void>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "narcine-process-"));
  exits = new Map();
  waiting = new Map();
  spawner = ProcessSpawner.start((exit) => {
    exits.set(exit.pid, exit);
    waiting.get(exit.pid)?.(exit);
  });
});
afterEach(() => {
  expect(spawner.running).toBe(0);
  spawner.close();
  rmSync(dir, { recursive: true });
});

const exitOf = (pid: number) => {
  const exit = exits.get(pid);
  return exit === undefined ? new Promise<ProcessExit>((resolve) => waiting.set(pid, resolve)) : exit;
};
const sh = (script: string, more: Partial<SpawnOptions> = {}): SpawnOptions => ({
  argv: ["sh", "-c", script],
  env: { PATH: process.env["PATH"] ?? "", ONLY: "this" },
  cwd: dir,
  stdin: "null",
  stdout: join(dir, "out"),
  stderr: "null",
  ownProcessGroup: true,
  killOnParentDeath: false,
  closeOtherFds: true,
  ...more,
});

test("exit codes, signals and output", async () => {
  const pid = await spawner.spawn(sh("echo one; echo $ONLY$HOME; exit 3"));
  expect(await exitOf(pid)).toEqual({ pid, exitCode: 3, signal: null });
  expect(readFileSync(join(dir, "out"), "utf8")).toBe("one\nthis\n");
  const killed = await spawner.spawn(sh("sleep 100"));
  expect(spawner.running).toBe(1);
  expect(spawner.killGroup(killed, "SIGTERM")).toBe(true);
  expect(await exitOf(killed)).toEqual({ pid: killed, exitCode: null, signal: "SIGTERM" });
  expect(spawner.killPid(killed, "SIGKILL")).toBe(false);
  expect(spawner.killPid(process.pid, "SIGTERM")).toBe(false);
});

test("a start that fails names the program", async () => {
  const failed = await spawner.spawn({ ...sh(""), argv: ["/nonexistent/program"] }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(SpawnError);
  expect(failed).toMatchObject({ errno: 2, message: expect.stringContaining("/nonexistent/program") });
});

test("the lifeline holds while the spawner lives", async () => {
  const pid = await spawner.spawn(sh("cat; echo ended", { stdin: "lifeline" }));
  const other = ProcessSpawner.start(() => {});
  other.close();
  expect(spawner.killPid(pid, "SIGKILL")).toBe(true);
  expect((await exitOf(pid)).signal).toBe("SIGKILL");
  expect(readFileSync(join(dir, "out"), "utf8")).toBe("");
});

test("many starts: each resolves before its exit is told", async () => {
  const started = new Set<number>();
  const early: number[] = [];
  const own = ProcessSpawner.start(({ pid }) => {
    if (!started.has(pid)) early.push(pid);
    ended += 1;
  });
  let ended = 0;
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      started.add(await own.spawn(sh("exit 0")));
    }),
  );
  while (ended < 40) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(early).toEqual([]);
  own.close();
});

test("a channel is a socket to the process, and its end is the process's", async () => {
  const { pid, channel } = await spawner.spawnWithChannel(sh('read line; echo "$line back" >&0; cat; exit 5'));
  channel.setEncoding("utf8").write("there\n");
  expect(await once(channel, "data")).toEqual(["there back\n"]);
  const closed = once(channel, "close");
  channel.end();
  expect(await exitOf(pid)).toEqual({ pid, exitCode: 5, signal: null });
  await closed;
});

test("a process that is no child of ours cannot be adopted", () => {
  expect(() => spawner.adopt(process.ppid)).toThrow(SpawnError);
});

test("Node's own children keep their exits, and inherited output works under Node", async () => {
  // Node marks its stdio close-on-exec: the grandchild's words arrive only when that is undone.
  const addon = new URL("../../../build/narcine.node", import.meta.url).pathname;
  const script = `
    const { startProcessSpawner } = require(${JSON.stringify(addon)});
    const spawner = startProcessSpawner((batch) => { if (batch[batch.length - 13] === 3) spawner.close(); });
    spawner.spawn(1, { argv: ["sh", "-c", "echo heard"], argv0: null, env: ["PATH=" + process.env.PATH], cwd: null,
      stdin: "null", stdout: "inherit", stderr: "inherit", ownProcessGroup: true, killGroupOnExit: false,
      niceness: null, oomScoreAdj: null, killOnParentDeath: true, closeOtherFds: true, blockSigint: false });`;
  const node = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const output: Buffer[] = [];
  node.stdout.on("data", (part: Buffer) => output.push(part));
  const ended = once(node, "close");
  const pid = await spawner.spawn(sh("exit 0"));
  await exitOf(pid);
  expect(await ended).toEqual([0, null]);
  expect(Buffer.concat(output).toString()).toBe("heard\n");
});

test("a process dies with its parent when asked", async () => {
  const addon = new URL("../../../build/narcine.node", import.meta.url).pathname;
  const script = `
    const { startProcessSpawner } = require(${JSON.stringify(addon)});
    const spawner = startProcessSpawner((batch) => { console.log(batch.readUInt32LE(5)); });
    spawner.spawn(1, { argv: ["sleep", "1000"], argv0: null, env: ["PATH=" + process.env.PATH], cwd: null,
      stdin: "null", stdout: "null", stderr: "null", ownProcessGroup: true, killGroupOnExit: false,
      niceness: null, oomScoreAdj: null, killOnParentDeath: true, closeOtherFds: true, blockSigint: false });`;
  const node = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(node.stdout, "data")) as [Buffer];
  const pid = Number(String(line));
  expect(readFileSync(`/proc/${pid}/cmdline`, "utf8")).toBe("sleep\x001000\0");
  node.kill("SIGKILL");
  await once(node, "close");
  while (!dead(pid)) await new Promise((resolve) => setTimeout(resolve, 2));
});

/** Gone, or a zombie whose new parent has not looked yet. */
function dead(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}
