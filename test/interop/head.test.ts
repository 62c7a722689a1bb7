import { compareProgram } from "./compare.js";

/** Programs of every kind that speak to the head themselves, on our raylet and our head, beside stock's pair. */
compareProgram({
  gcs: "ours",
  program: "tasks_basic.py",
  sections: [
    "hello_and_arguments",
    "num_returns",
    "options",
    "generators",
    "errors_and_tracebacks",
    "retries",
    "cancel",
  ],
});

compareProgram({
  gcs: "ours",
  program: "actors.py",
  sections: [
    "state",
    "broken_constructor",
    "named",
    "detached",
    "asynchronous",
    "threaded",
    "restarts",
    "kill",
    "out_of_scope",
    "pool",
    "all_free_again",
  ],
});

compareProgram({
  gcs: "ours",
  program: "placement_groups.py",
  sections: [
    "pack",
    "spread",
    "strict_pack",
    "strict_spread",
    "too_big",
    "waits_for_room",
    "removal_kills",
    "any_bundle_and_children",
    "node_affinity",
  ],
});
