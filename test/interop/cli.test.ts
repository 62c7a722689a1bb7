import { compareProgram } from "./compare.js";

compareProgram({
  program: "cli.py",
  sections: [
    "start",
    "status",
    "driver_connects",
    "detached",
    "list_nodes",
    "list_actors",
    "list_tasks",
    "list_workers",
    "list_objects",
    "memory",
    "logs",
    "job_submit",
    "timeline",
    "dashboard",
    "stack_trace_and_flame_graph",
    "client",
    "driver_leaves",
    "stop",
  ],
  limitMs: 300_000,
  ownPids: true,
});
