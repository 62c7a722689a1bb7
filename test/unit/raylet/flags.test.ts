import { describe, expect, it } from "vitest";
import { FlagError, parseRayletFlags } from "../../../src/raylet/flags.js";

const NODE_ID = "0abd336d6b2af76d6748cd02686fc09c5a3b3ef4c9a67b4c75ea0895";
const MINIMUM = [
  "--raylet_socket_name=/s/raylet",
  "--store_socket_name=/s/plasma_store",
  `--node_id=${NODE_ID}`,
  "--node_ip_address=127.0.0.1",
  "--session_dir=/s",
  "--object_store_memory=1000",
  "--gcs-address=127.0.0.1:6379",
];

describe("parseRayletFlags", () => {
  it("reads what Ray's services.py passes, with - and _ alike", () => {
    const flags = parseRayletFlags([
      ...MINIMUM,
      "--static_resource_list=node:10.0.0.1,1.0,CPU,2,memory,23337558016,odd/name,0.5",
      "--worker_port_list=10002,10003",
      "--cluster-id=ab",
      '--labels={"a": "b"}',
      "--python_worker_command=python a.py --x=RAY_NODE_MANAGER_PORT_PLACEHOLDER",
      "--head",
      "--stdout_filepath=/s/raylet.out",
      "--ray-debugger-external=0",
    ]);
    expect(flags.nodeId).toBe(NODE_ID);
    expect([...flags.staticResources]).toEqual([
      ["node:10.0.0.1", 1],
      ["CPU", 2],
      ["memory", 23337558016],
      ["odd/name", 0.5],
    ]);
    expect(flags.workerPortList).toEqual([10002, 10003]);
    expect(flags.labels).toEqual({ a: "b" });
    expect(flags.isHead).toBe(true);
    expect(flags.pythonWorkerCommand).toBe("python a.py --x=RAY_NODE_MANAGER_PORT_PLACEHOLDER");
    expect(flags.stdoutFilepath).toBe("/s/raylet.out");
    expect(flags.unknown).toEqual([]);
  });

  it("keeps unknown flags for one warning instead of failing", () => {
    expect(parseRayletFlags([...MINIMUM, "--brand_new=1", "loose"]).unknown).toEqual(["--brand_new", "loose"]);
  });

  it("names a missing or unreadable flag", () => {
    expect(() => parseRayletFlags(MINIMUM.slice(1))).toThrow(/--raylet_socket_name is missing/);
    expect(() => parseRayletFlags([...MINIMUM, "--node_id=xyz"])).toThrow(FlagError);
    expect(() => parseRayletFlags([...MINIMUM, "--object_store_memory=lots"])).toThrow(/object_store_memory.*"lots"/);
    expect(() => parseRayletFlags([...MINIMUM, "--static_resource_list=CPU,-1"])).toThrow(/CPU/);
    expect(() => parseRayletFlags([...MINIMUM, "--static_resource_list=CPU"])).toThrow(/pairs/);
    expect(() => parseRayletFlags([...MINIMUM, "--worker_port_list=1,70000"])).toThrow(/70000/);
    for (const labels of ["[1]", '{"zone": 1}', "null", "zone=a"]) {
      expect(() => parseRayletFlags([...MINIMUM, `--labels=${labels}`])).toThrow(/--labels is/);
    }
  });
});
