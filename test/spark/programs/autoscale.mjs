// A cluster of `setupRayCluster` that is autoscaled. Arguments: master, folder for Ray.
import { createInterface } from "node:readline";
import { get, init, python, setupRayCluster } from "../../../dist/api/index.js";

const [master, folder] = process.argv.slice(2);
const conf = {
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.executor.memory": "512m",
  "spark.ui.enabled": "false",
};
const cluster = await setupRayCluster({
  spark: { master, conf },
  rayTempRootDir: folder,
  numWorkerNodes: 2,
  autoscale: true,
  autoscaleIdleTimeoutMinutes: 0.05,
});
console.log(`UP ${JSON.stringify({ address: cluster.address })}`);
const session = await init({ logToDriver: false });
const sleep = python("time:sleep");
await get([1, 2, 3, 4].map(() => sleep.remote(3)));
console.log("USED {}");
// The next word ends it.
await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
process.stdin.destroy();
await session.shutdown();
// From here on nothing but the cluster holds this process open.
await cluster.shutdown();
console.log("DOWN {}");
