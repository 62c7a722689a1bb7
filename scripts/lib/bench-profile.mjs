// CPU profiles of every raylet and head that a gate starts: its JavaScript thread by V8, its other threads (the object
// store, the transport, the disk) by `perf` where that is there, else how much CPU each of them used, from /proc.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { flameGraph, stacksOfCpuProfile, stacksOfPerfScript } from "./flame.mjs";
import { probe, run } from "./proc.mjs";

const profiled = new Set(["raylet", "gcs_server"]);
const samplesPerSecond = 199;
const lookEveryMs = 200;
/**
 * A process starts its threads in its first moments, and perf was seen to miss those that start while it attaches
 * itself. What they do until then is not in the profile.
 */
const settledAfterMs = 1500;

/**
 * Profiles the raylets and the head of one sitting.
 * @param {{folder: string, processes: () => {pid: number, comm: string}[]}} leftovers
 * @param {string} stem folder and first part of the names of what is written
 * @returns `env` for the sitting; `stop`, to be called after it, gives the files written
 */
export function startProfiling(leftovers, stem) {
  mkdirSync(dirname(stem), { recursive: true });
  const v8Folder = join(leftovers.folder, "cpuprof");
  const hasPerf = probe(["perf", "--version"]) !== null;
  const seen = new Map();
  const watches = new Map();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const { pid, comm } of leftovers.processes()) {
      if (!profiled.has(comm) || watches.has(pid)) continue;
      if (!seen.has(pid)) seen.set(pid, now);
      if (now - seen.get(pid) < settledAfterMs) continue;
      const watch = hasPerf ? recordThreads(pid, `${stem}-${pid}.perf`) : countThreads(pid);
      watches.set(pid, { ...watch, name: comm });
    }
  }, lookEveryMs);
  const flags = [process.env.NARCINE_NODE_FLAGS, "--cpu-prof", `--cpu-prof-dir=${v8Folder}`];
  return {
    // Without the bundle: its frames would all be of one file.
    env: { NARCINE_NODE_FLAGS: flags.filter(Boolean).join(" "), NARCINE_BUNDLE: "off" },
    async stop() {
      clearInterval(timer);
      const files = writeJavaScript(v8Folder, stem);
      for (const [pid, watch] of watches) {
        const { stacks, unit } = await watch.stop();
        if (stacks.length === 0) continue;
        const title = `${basename(stem)}: ${watch.name} ${pid}, threads without JavaScript`;
        files.push(written(`${stem}-${pid}-native.svg`, flameGraph(stacks, title, unit)));
      }
      return files;
    },
  };
}

function written(file, text) {
  writeFileSync(file, text);
  return file;
}

/** Each profile that a process wrote when it ended, and the flame graph of it. Of one that was killed there is none. */
function writeJavaScript(folder, stem) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile (Node 20)
    const pid = name.split(".")[3];
    const kept = `${stem}-${pid}.cpuprofile`;
    const profile = JSON.parse(readFileSync(join(folder, name), "utf8"));
    renameOrCopy(join(folder, name), kept);
    const title = `${basename(stem)}: process ${pid} (raylet or head), JavaScript thread`;
    const svg = flameGraph(stacksOfCpuProfile(profile), title, (micros) => `${(micros / 1000).toFixed(1)} ms`);
    return [kept, written(`${stem}-${pid}-js.svg`, svg)];
  });
}

function renameOrCopy(from, to) {
  try {
    renameSync(from, to);
  } catch {
    // Another file system.
    writeFileSync(to, readFileSync(from));
  }
}

function recordThreads(pid, file) {
  // Rust is built without frame pointers, so the stack itself is kept with each sample.
  const record = ["perf", "record", "-q", "-F", `${samplesPerSecond}`, "--call-graph", "dwarf,8192", "-p", `${pid}`];
  // Told to stop, the script begins none; whoever waits for it sees that by itself.
  const done = run([...record, "-o", file], { output: "keep" }).catch(() => null);
  return {
    /** perf ends with the process that it watches. */
    async stop() {
      await done;
      const fields = ["-F", "comm,tid,ip,sym", "--no-inline"];
      const script = await run(["perf", "script", "-i", file, ...fields], { output: "keep" });
      rmSync(file, { force: true });
      const unit = (samples) => `${((1000 * samples) / samplesPerSecond).toFixed(0)} ms`;
      return { stacks: stacksOfPerfScript(script.output, pid), unit };
    },
  };
}

/** CPU of each thread as last seen before the process ended. */
function countThreads(pid) {
  const threads = new Map();
  const look = () => {
    for (const task of tasksOf(pid)) {
      const folder = `/proc/${pid}/task/${task}`;
      try {
        const nanos = Number(readFileSync(`${folder}/schedstat`, "utf8").split(" ")[0]);
        threads.set(task, { name: readFileSync(`${folder}/comm`, "utf8").trim(), nanos });
      } catch {
        // The thread ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, lookEveryMs);
  look();
  return {
    async stop() {
      clearInterval(timer);
      threads.delete(`${pid}`);
      const stacks = [...threads.values()].map(({ name, nanos }) => ({ frames: [name], weight: nanos }));
      return { stacks, unit: (nanos) => `${(nanos / 1e6).toFixed(1)} ms` };
    },
  };
}

function tasksOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
