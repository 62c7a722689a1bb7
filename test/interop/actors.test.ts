import { compareProgram } from "./compare.js";

compareProgram({
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
  alsoOn: ["ours+stock", "stock+ours"],
});

compareProgram({ program: "actors_fifty.py", sections: ["fifty"], limitMs: 300_000 });
