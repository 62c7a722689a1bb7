import { describe } from "vitest";
import { compareProgram } from "../interop/compare.js";
import { expectHosts, whyNoHosts } from "../interop/hosts.js";

// What test/interop runs on loopback or in small, on hosts that are network namespaces: objects of 1 GB, every mix.
const mixes = [
  "stock,stock,stock,stock,stock",
  "ours,ours,ours,ours,ours",
  "stock,ours,ours,stock,ours",
  "ours,stock,ours,ours,stock",
];
for (const mix of mixes) expectHosts(mix, { megabytes: 1000, limitMs: 600_000 });

describe.skipIf(whyNoHosts() !== null)("scheduling over hosts", () => {
  compareProgram({
    program: "cluster_scheduling.py",
    sections: [
      "resource_elsewhere",
      "spillback",
      "many_short",
      "spread",
      "spread_actors",
      "affinity",
      "labels",
      "locality",
      "placement_groups",
      "node_leaves",
      "drained_node",
    ],
    limitMs: 240_000,
    raylets: 3,
    env: { NARCINE_TEST_HOSTS: "1" },
  });
});
