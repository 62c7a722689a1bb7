// Sets a cluster up with Spark's UI on, and says where that is and what the token is. Arguments: master, folder for Ray.
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setupRayCluster } from "../../../dist/api/index.js";

const [master, folder] = process.argv.slice(2);
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const conf = {
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.executor.memory": "512m",
  "spark.network.timeout": "1800s",
  "spark.executor.heartbeatInterval": "60s",
  "spark.ui.port": String(port),
};
const cluster = await setupRayCluster({ spark: { master, conf }, rayTempRootDir: folder, numWorkerNodes: 2 });
console.log(`TOKEN_IS ${JSON.stringify({ token: cluster.token, ui: `http://127.0.0.1:${port}` })}`);
await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next();
process.stdin.destroy();
await cluster.shutdown();
console.log("TOKEN {}");
