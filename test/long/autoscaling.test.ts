import { describe } from "vitest";
import { compareProgram } from "../interop/compare.js";

const sections = ["task_brings_a_node", "group_brings_nodes", "more_than_may_come", "idle_nodes_go"];

describe.each(["1", "2"])("autoscaler v%s", (version) => {
  compareProgram({
    program: "autoscaling.py",
    args: [version],
    sections,
    limitMs: 300_000,
    ownPids: true,
  });
});
