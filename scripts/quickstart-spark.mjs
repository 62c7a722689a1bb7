// `npm run quickstart:spark`: sets up what is missing (PySpark too), starts a Spark master and two workers on loopback, sets
// up Ray on them with Narcine, runs Databricks' pi example, shuts everything down and says what is left: nothing.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { watchLeftovers } from "./lib/leftovers.mjs";
import { probe, run, StoppedError, stopped } from "./lib/proc.mjs";
import { at, launcherDir, venvPython } from "./lib/project.mjs";
import { runScript, setup } from "./setup.mjs";

const daemons = [];

/** Starts one of Spark's daemons; resolves with what `pattern` finds in its log. */
function daemon(sparkHome, env, name, args, pattern) {
  const child = spawn(join(sparkHome, "bin", "spark-class"), [`org.apache.spark.deploy.${name}`, ...args], {
    env: { ...process.env, ...env, SPARK_HOME: sparkHome, SPARK_DAEMON_MEMORY: "192m", SPARK_LOCAL_IP: "127.0.0.1" },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  daemons.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text = `${text}${chunk}`.slice(-20_000);
      const found = pattern.exec(text);
      if (found !== null) resolve(found[1]);
    });
    child.on("error", reject);
    // A group of its own: nobody else ends it.
    stopped.then(() => reject(new StoppedError()));
    child.on("exit", (code) => reject(new Error(`Spark's ${name} ended with ${code}:\n${text}`)));
  });
}

async function startSpark(env, folder) {
  const sparkHome = probe([venvPython, "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"]);
  const place = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
  const master = await daemon(sparkHome, env, "master.Master", place, /Starting Spark master at (spark:\/\/\S+)/);
  const workers = [1, 2].map((n) => {
    const own = ["--cores", "1", "--memory", "1g", "--work-dir", join(folder, `worker-${n}`), master];
    return daemon(sparkHome, env, "worker.Worker", [...place, ...own], /Successfully registered with master (\S+)/);
  });
  await Promise.all(workers);
  return master;
}

async function stopSpark() {
  await Promise.all(
    daemons.reverse().map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }),
  );
}

await runScript(async () => {
  await setup({ withSpark: true });
  const leftovers = watchLeftovers();
  const env = { ...leftovers.env, NARCINE_CACHE_DIR: launcherDir, RAY_USAGE_STATS_ENABLED: "0" };
  let [code, left] = [1, []];
  try {
    const master = await startSpark(env, leftovers.folder);
    console.log(`\n${master}: a master and two workers of one core`);
    const command = [
      process.execPath,
      at("bin", "narcine.mjs"),
      "run",
      "--",
      venvPython,
      at("examples", "spark_pi.py"),
    ];
    const python = { PYSPARK_PYTHON: venvPython, SPARK_LOCAL_IP: "127.0.0.1" };
    ({ code } = await run([...command, master], { env: { ...env, ...python } }));
  } finally {
    await stopSpark();
    // Spark's own folders: blocks of the driver, jars of the executors.
    left = (await leftovers.check()).filter((line) => !/\/(worker-\d|blockmgr-|spark-|artifacts-)/.test(line));
  }
  console.log(`left behind  ${left.length === 0 ? "nothing" : left.join("\n             ")}`);
  return code === 0 && left.length === 0 ? 0 : 1;
});
