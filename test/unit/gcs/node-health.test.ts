import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { rpc } from "../../../src/wire/index.js";
import { HeadBench } from "./head-bench.js";

const bench = new HeadBench();
const sockets: Socket[] = [];
const silent = createServer((socket) => void sockets.push(socket));

afterEach(async () => {
  await bench.stop();
  for (const socket of sockets) socket.destroy();
  silent.close();
});

it("asks a node that takes connections and says nothing once a check, and then takes it for dead", async () => {
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  await bench.start({
    health_check_initial_delay_ms: 1,
    health_check_period_ms: 1,
    health_check_timeout_ms: 200,
    health_check_failure_threshold: 3,
  });
  await bench.registerNode(1, { nodeManagerPort: (silent.address() as AddressInfo).port });
  await expect
    .poll(
      async () => {
        const { nodeInfoList } = await bench.call(rpc.NodeInfoGcsService.getAllNodeInfo, {});
        return nodeInfoList.map(({ state }) => state);
      },
      { timeout: 20_000, interval: 50 },
    )
    .toEqual([rpc.GcsNodeInfo_GcsNodeState.DEAD]);
  // The checks share one. Another connection would only ask whether any is refused, and be as silent.
  expect(sockets).toHaveLength(1);
});
