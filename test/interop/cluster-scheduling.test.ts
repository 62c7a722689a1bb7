import { compareProgram } from "./compare.js";

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
  limitMs: 300_000,
  raylets: 3,
});
