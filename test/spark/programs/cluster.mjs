// `setupRayCluster` as a program uses it. Arguments: master, folder for Ray, folder for logs. Tells facts as cluster.py does,
// and obeys words on stdin.
import { createInterface } from "node:readline";
import { init, python, setupRayCluster } from "../../../dist/api/index.js";

const [master, folder, logs] = process.argv.slice(2);
const tell = (kind, facts = {}) => console.log(`${kind} ${JSON.stringify(facts)}`);
const conf = {
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.executor.memory": "512m",
  "spark.network.timeout": "1800s",
  "spark.executor.heartbeatInterval": "60s",
  "spark.ui.enabled": "false",
};
const options = { spark: { master, conf }, rayTempRootDir: folder, collectLogToPath: logs };

async function refused(more) {
  try {
    await setupRayCluster({ ...options, ...more });
    return "";
  } catch (error) {
    return error.message;
  }
}

/** On how many nodes tasks run, and what they see. */
async function use() {
  const session = await init({ logToDriver: false });
  const add = python("operator:add");
  const sum = await add.remote(1, add.remote(2, 3));
  const nodes = new Set();
  const parent = python("os:getppid").options({ schedulingStrategy: "SPREAD" });
  for (let n = 0; n < 6; n += 1) nodes.add(await parent.remote());
  const setting = await python("os:getenv").remote("RAY_memory_monitor_refresh_ms");
  await session.shutdown();
  return { sum, nodes: nodes.size, setting };
}

const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
tell("TS_REFUSED", { text: await refused({ numWorkerNode: 2 }) });
process.env.RAY_memory_monitor_refresh_ms = "0";
const started = performance.now();
const cluster = await setupRayCluster({ ...options, numWorkerNodes: 2, numCpusWorkerNode: 1 });
const { address, clientAddress, dashboard } = cluster;
const seconds = (performance.now() - started) / 1000;
tell("TS_SETUP", { address, clientAddress, dashboard, variable: process.env.RAY_ADDRESS, seconds });
tell("TS_SECOND", { text: await refused({ numWorkerNodes: 1 }) });
tell("TS_USED", await use());
await cluster[Symbol.asyncDispose]();
tell("TS_SHUTDOWN", { variable: process.env.RAY_ADDRESS ?? null });
if ((await words.next()).done) process.exit(0);
const again = await setupRayCluster({ ...options, maxWorkerNodes: 2, headNodeOptions: { includeDashboard: false } });
tell("TS_AGAIN", { dashboard: again.dashboard });
// "exit": a program that forgets to shut down, and is not held up by its cluster. Anything else waits for its end.
const { value: word } = await words.next();
if (word === "exit") process.stdin.destroy();
else await again.ended;
