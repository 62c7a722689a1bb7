// Nodes that take GPUs of their host themselves, for TypeScript. Arguments: master, folder for Ray.
import { get, init, python, setupRayCluster } from "../../../dist/api/index.js";

const [master, folder] = process.argv.slice(2);
const conf = {
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.executor.memory": "512m",
  "spark.network.timeout": "1800s",
  "spark.executor.heartbeatInterval": "60s",
  "spark.ui.enabled": "false",
  "spark.task.resource.gpu.amount": "0",
  "spark.executorEnv.RAY_ON_SPARK_WORKER_GPU_NUM": "2",
};
const log = [];
const cluster = await setupRayCluster({
  spark: { master, conf },
  rayTempRootDir: folder,
  numWorkerNodes: 3,
  numGpusWorkerNode: 1,
  headNodeOptions: { includeDashboard: false },
  log: (line) => log.push(line),
});
const session = await init({ logToDriver: false });
// Both at once: a lease that has ended gives its GPU to the next one.
const sleep = python("time:sleep").options({ numGpus: 1, numCpus: 0 });
const mine = python("os:getenv").options({ numGpus: 1, numCpus: 0 });
const busy = sleep.remote(3);
const other = await mine.remote("CUDA_VISIBLE_DEVICES");
await get(busy);
const seen = new Set([other]);
for (let tries = 0; tries < 40 && seen.size < 2; tries += 1) {
  const found = await get([mine.remote("CUDA_VISIBLE_DEVICES"), mine.remote("CUDA_VISIBLE_DEVICES")]);
  for (const device of found) seen.add(device);
}
await session.shutdown();
await cluster.shutdown();
console.log(`GPUS ${JSON.stringify({ devices: [...seen].sort(), said: log.join("\n") })}`);
