import { compareProgram } from "./compare.js";

compareProgram({
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
  alsoOn: ["ours+stock"],
});

compareProgram({
  program: "tasks_nested.py",
  sections: ["nested_five_deep", "nested_wide", "nested_wait", "many_small", "many_from_a_worker"],
});

compareProgram({ program: "runtime_env.py", sections: ["env_vars", "working_dir", "broken"] });
