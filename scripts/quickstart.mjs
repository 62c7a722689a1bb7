// `npm run quickstart`: sets up what is missing, runs Ray's pi example on Narcine, says what ran and leaves nothing.
//
//   npm run quickstart                                     our raylet and our head
//   npm run quickstart -- --raylet=stock --gcs=stock       the same on stock, to compare
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { watchLeftovers } from "./lib/leftovers.mjs";
import { run } from "./lib/proc.mjs";
import { ProcessRoles } from "./lib/processes.mjs";
import { at, launcherDir, root, venvPython } from "./lib/project.mjs";
import { runScript, setup } from "./setup.mjs";

const GIB = 1024 ** 3;

/** Looks at the run's processes until `stop` is called; says what each was, and the flags of the raylet. */
function observe(leftovers) {
  const seen = new ProcessRoles(at("bin", "raylet.cjs"));
  const timer = setInterval(() => leftovers.processes().forEach((process) => void seen.see(process)), 200);
  return {
    stop() {
      clearInterval(timer);
      const roles = seen.roles();
      const [raylet] = [...(roles.get("raylet (ours)") ?? []), ...(roles.get("raylet (stock)") ?? [])];
      return { roles, flags: raylet === undefined ? {} : flagsOf(raylet.argv) };
    },
  };
}

function flagsOf(argv) {
  const pairs = argv.map((word) => /^--?([^=]+)=(.*)$/s.exec(word)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name, value]) => [name.replaceAll("-", "_"), value]));
}

/** Ray's logs outlive the run beside the checkout; its session folder does not. */
function keepLogs(logDir) {
  const kept = at("logs", "quickstart");
  rmSync(kept, { recursive: true, force: true });
  if (logDir === undefined || !existsSync(logDir)) return null;
  mkdirSync(kept, { recursive: true });
  cpSync(logDir, kept, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  return kept;
}

function table(rows) {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

function processRows(roles) {
  return [...roles].map(([key, processes]) => {
    const [first] = processes;
    const script = [at("bin", "raylet.cjs"), at("bin", "gcs-server.cjs")].find((path) => first.argv.includes(path));
    const program = script === undefined ? first.exe : `${first.exe} ${relative(root, script)}`;
    return [key, `${processes.length > 1 ? `${processes.length} x ` : ""}${program}`];
  });
}

await runScript(async () => {
  const whose = { type: "string", default: "ours" };
  const { values } = parseArgs({ options: { raylet: whose, gcs: whose } });
  await setup();
  const leftovers = watchLeftovers();
  const report = join(leftovers.folder, "pi.json");
  const command = [venvPython, at("examples", "pi.py"), "--json", report];
  console.log("\nRay's pi example: 40 tasks, each draws 1,000,000 points");
  const narcineRun = [process.execPath, at("bin", "narcine.mjs"), "run"];
  const observer = observe(leftovers);
  const result = await run([...narcineRun, "--raylet", values.raylet, "--gcs", values.gcs, "--", ...command], {
    env: {
      ...leftovers.env,
      NARCINE_CACHE_DIR: launcherDir,
      RAY_USAGE_STATS_ENABLED: "0",
      // A token for this run alone, so that Ray need not write one into the home folder.
      RAY_AUTH_MODE: "token",
      RAY_AUTH_TOKEN: randomBytes(32).toString("hex"),
    },
  });
  const { roles, flags } = observer.stop();
  const outcome = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
  rmSync(report, { force: true });
  const logs = keepLogs(flags.log_dir);
  if (flags.session_dir !== undefined) removeSession(flags);
  const left = await leftovers.check();
  const rows = [];
  if (outcome !== null) {
    rows.push(["pi", outcome.pi.toFixed(6)]);
    const parts = `${outcome.initSeconds.toFixed(1)} cluster start, ${outcome.taskSeconds.toFixed(1)} tasks`;
    rows.push(["seconds", `${result.seconds.toFixed(1)} (${parts})`]);
  }
  rows.push(...processRows(roles));
  if (flags.object_store_memory !== undefined) {
    const size = (Number(flags.object_store_memory) / GIB).toFixed(2);
    rows.push(["store", `${size} GiB in ${flags.plasma_directory ?? "/dev/shm"}`]);
  }
  if (logs !== null) rows.push(["logs", relative(process.cwd(), logs) || "."]);
  rows.push(["left behind", left.length === 0 ? "nothing" : left.join("\n             ")]);
  console.log(`\n${table(rows)}`);
  if (result.code !== 0) console.error(`\nthe program ended with ${result.code}; see the logs above`);
  return result.code === 0 && left.length === 0 ? 0 : 1;
});

/** Ray itself leaves its session folder behind for its logs, which are kept elsewhere by now. */
function removeSession({ session_dir: session, temp_dir: tempDir }) {
  rmSync(session, { recursive: true, force: true });
  if (tempDir !== undefined) rmSync(tempDir, { recursive: true, force: true });
}
