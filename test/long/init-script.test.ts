import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene } from "../spark/harness.js";

/** Databricks' machines are hosts with addresses: here one, in a network namespace of its own. */
const IP = "10.91.0.1";
const NETWORK = [
  "ip link set lo up",
  "ip link add hosts type bridge",
  `ip addr add ${IP}/24 dev hosts`,
  "ip link set hosts up",
  // Ray takes the address that a way out of the host begins at.
  `ip route add default dev hosts src ${IP}`,
].join("\n");

const DRIVER = `
import json, sys, ray
ray.init("${IP}:9339", log_to_driver=False)
where = ray.remote(scheduling_strategy="SPREAD")(lambda: ray.get_runtime_context().get_node_id())
nodes = set()
while len(nodes) < 2:
    nodes |= set(ray.get([where.remote() for _ in range(8)]))
print("NODES", json.dumps({"nodes": len(nodes)}), flush=True)
`;

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.end());

it("the init script makes one cluster of a head and of a worker that was there first", async () => {
  const bin = join(scene.folder, "bin");
  const script = join(scene.folder, "all.sh");
  const init = join(repository, "examples", "databricks-init.sh");
  // Both machines, one after the other; the worker's script waits for the head's.
  writeFileSync(
    script,
    `${NETWORK}
     mkdir -p ${bin}
     printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' ${process.execPath} ${join(repository, "bin", "narcine.mjs")} > ${bin}/narcine
     chmod +x ${bin}/narcine
     export PATH=${bin}:${join(python, "..")}:$PATH RAY_TEMP_DIR=${join(scene.folder, "ray")} DB_DRIVER_IP=${IP} RAY_PASSWORD=secret
     (DB_IS_DRIVER=FALSE ${init}; echo "WORKER {\\"code\\": $?}") &
     sleep 2
     DB_IS_DRIVER=TRUE ${init}; echo "HEAD {\\"code\\": $?}"
     wait
     ${python} -c '${DRIVER}'
     ray stop --force; echo "STOPPED {\\"code\\": $?}"
    `,
  );
  chmodSync(script, 0o755);
  const machines = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const all = scene.start([...machines, "bash", script], { NARCINE_CACHE_DIR: join(scene.folder, "tmp") });
  let stderr = "";
  all.stderr?.on("data", (text) => {
    stderr = `${stderr}${text}`.slice(-8_000);
  });
  const lines = new Lines(all);
  const fact = (kind: string) =>
    lines.fact(kind, 60_000).catch((error) => {
      throw new Error(`${error.message}\n--- stderr\n${stderr}`);
    });
  expect(await fact("HEAD")).toEqual({ code: 0 });
  expect(await fact("WORKER")).toEqual({ code: 0 });
  expect(await fact("NODES")).toEqual({ nodes: 2 });
  expect(await fact("STOPPED")).toEqual({ code: 0 });
  expect(await scene.leftOf(OF_RAY)).toEqual([]);
});

it("the init script of a worker says that no head comes", async () => {
  const settings = { DB_IS_DRIVER: "FALSE", DB_DRIVER_IP: "127.0.0.1", RAY_PORT: "1", RAY_START_PATIENCE_S: "1" };
  const worker = scene.start(["bash", join(repository, "examples", "databricks-init.sh")], settings);
  let said = "";
  worker.stderr?.on("data", (text) => {
    said += text;
  });
  expect(await new Promise((resolve) => worker.once("close", resolve))).toBe(1);
  expect(said).toContain("no Ray head answers at 127.0.0.1:1");
});
